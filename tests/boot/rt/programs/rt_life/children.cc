// SPDX-License-Identifier: GPL-2.0-only
// Processes and threads that a process with RT threads makes.
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

#include "busy.hpp"
#include "rt.hpp"
#include "tests.hpp"

namespace {

using rt::ms;
using rt::takt;

/// Another thread's fork does not hold up an RT thread by copy-on-write.
void fork_leaves_the_parent_alone() {
    rt::start_process();
    static char memory[64 * 4096];
    memset(memory, 1, sizeof(memory));
    std::atomic<bool> stop{false};
    std::atomic<uint64_t> faults{0};
    std::atomic<uint64_t> rounds{0};
    std::thread writer([&] {
        rt::attach({.priority = 60});
        rt::sleep_until(rt::now() + ms);
        const uint64_t before = rt::bounces();
        while (!stop) {
            for (size_t i = 0; i < sizeof(memory); i += 4096) {
                memory[i] = static_cast<char>(memory[i] + 1);
            }
            ++rounds;
            rt::sleep_until(rt::now() + 300000);
        }
        faults = rt::bounces() - before;
        if (faults != 0) {
            printf("TAKT-NOTE: %lu bounces, last for reason %u at %#lx, instruction %#lx\n",
                   faults.load(), rt::status().last_reason, rt::status().last_detail,
                   rt::status().last_ip);
        }
    });
    // A fork before the first thread is attached is one as ever.
    EXPECT(rt::eventually([&] { return rounds > 0; }));
    for (int i = 0; i < 20; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            usleep(2000);
            _exit(memory[0] != 0 ? 0 : 1);
        }
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
    }
    stop = true;
    writer.join();
    EXPECT(rounds > 20);
    EXPECT(faults == 0);
}

/// A thread without a context: to Linux the calls of the co-kernel are none.
bool is_of_linux() {
    return takt(TAKT_CALL_SELF) == -ENOSYS;
}

int clone_child(void*) {
    return is_of_linux() ? 7 : 1;
}

/// Makes a child in some way, whose exit status is 7 if it is one of Linux.
using Making = pid_t (*)();
constexpr Making makings[] = {
    [] {
        const pid_t child = fork();
        if (child == 0) {
            _exit(is_of_linux() ? 7 : 1);
        }
        return child;
    },
    [] {
        const pid_t child = vfork();
        if (child == 0) {
            _exit(is_of_linux() ? 7 : 1);
        }
        return child;
    },
    [] {
        alignas(16) static char stack[16384];
        return clone(clone_child, stack + sizeof(stack), CLONE_VM | SIGCHLD, nullptr);
    },
    [] {
        pid_t child = -1;
        char path[] = "/bin/sh";
        char option[] = "-c";
        char command[] = "exit 7";
        char* arguments[] = {path, option, command, nullptr};
        EXPECT(posix_spawn(&child, path, nullptr, nullptr, arguments, nullptr) == 0);
        return child;
    },
};

/// Whatever an RT thread makes begins in Linux, without a context; itself it goes on as before.
void children_begin_in_linux() {
    start();
    for (const Making make : makings) {
        rt::sleep_until(rt::now() + ms);
        rt::expect_rt();
        const uint64_t handle = rt::handle();
        const pid_t child = make();
        EXPECT(child > 0);
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
        EXPECT(takt(TAKT_CALL_SELF) == static_cast<int64_t>(handle));
    }
    rt::sleep_until(rt::now() + ms);
    rt::expect_rt();
    std::atomic<bool> of_linux{false};
    std::thread([&] { of_linux = is_of_linux(); }).join();
    EXPECT(of_linux);
    rt::sleep_until(rt::now() + ms);
    rt::expect_rt();
}

} // namespace

std::vector<rt::Test> child_tests() {
    return {{"fork_leaves_the_parent_alone", fork_leaves_the_parent_alone},
            {"children_begin_in_linux", children_begin_in_linux}};
}
