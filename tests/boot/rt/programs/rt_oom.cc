// SPDX-License-Identifier: GPL-2.0-only
// The OOM killer takes a process with RT threads; others keep their deadlines, nothing is left
// behind.
#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "files.hpp"
#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

namespace {

using rt::ms;
using rt::shared;
using rt::takt;

/// Threads that work in RT mode and sleep there.
void start_victim() {
    rt::write_file("/proc/self/oom_score_adj", "1000");
    rt::start_process();
    for (int i = 0; i < 3; ++i) {
        std::thread([=] {
            rt::attach({.priority = 40 + i});
            ++shared().step;
            for (;;) {
                rt::sleep_until(rt::now() + (i == 0 ? 3600000 * ms : 100000));
            }
        }).detach();
    }
    EXPECT(rt::eventually([] { return shared().step == 3; }));
}

/// ... and one that takes all memory there is.
[[noreturn]] void be_the_victim() {
    start_victim();
    for (;;) {
        // Locked, so that it is there at once.
        EXPECT(mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED);
    }
}

void killed_for_memory() {
    const pid_t bystander = rt::start_child([] {
        rt::start_process();
        rt::attach({.priority = 80});
        uint64_t next = rt::now() + ms;
        rt::sleep_until(next);
        const uint64_t bounces = rt::bounces();
        uint64_t latest = 0;
        while (shared().count == 0) {
            next += 200000;
            rt::sleep_until(next);
            const uint64_t late = rt::now() - next;
            latest = late > latest ? late : latest;
        }
        const bool stayed = rt::in_rt() && rt::bounces() == bounces;
        printf("TAKT-NOTE: the other one woke at most %lu ns late\n", latest);
        EXPECT(stayed && latest < 2000);
    });
    const pid_t victim = rt::start_child([] { be_the_victim(); });
    int status;
    EXPECT(waitpid(victim, &status, 0) == victim);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    usleep(20000);
    shared().count = 1;
    EXPECT(waitpid(bystander, &status, 0) == bystander && status == 0);
    rt::expect_no_thread_left();
}

/// The same by hand (SysRq f), of a process that has all it wants: only the kick makes it leave.
void killed_by_hand() {
    shared().step = 0;
    const pid_t victim = rt::start_child([] {
        start_victim();
        for (;;) {
            pause();
        }
    });
    EXPECT(rt::eventually([] { return shared().step == 3; }));
    rt::write_file("/proc/sysrq-trigger", "f");
    int status;
    EXPECT(waitpid(victim, &status, 0) == victim);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

} // namespace

int main(int argc, char** argv) {
    shared();
    return rt::run_suite(
        {{"killed_for_memory", killed_for_memory}, {"killed_by_hand", killed_by_hand}}, argc, argv);
}
