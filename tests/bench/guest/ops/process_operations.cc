// SPDX-License-Identifier: MIT
// Owns the operations on whole processes: fork, exec, wait.
#include <sys/wait.h>
#include <unistd.h>

#include "check.hpp"
#include "operation.hpp"

namespace takt::bench {
namespace {

/// Executed from where the guest's initramfs keeps it; does nothing but exit.
constexpr const char* exit_now = "/bench/exit_now";

void wait_for(pid_t child) {
    int status = 0;
    check(waitpid(child, &status, 0), "waitpid");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("a measured child failed", EIO);
}

void fork_exit_wait(Samples& samples) {
    repeat(samples, [] {
        const pid_t child = check(fork(), "fork");
        if (child == 0)
            _exit(0);
        wait_for(child);
    });
}

void fork_exec_wait(Samples& samples) {
    check(access(exit_now, X_OK), exit_now);
    repeat(samples, [] {
        const pid_t child = check(fork(), "fork");
        if (child == 0) {
            execl(exit_now, exit_now, nullptr);
            _exit(1);
        }
        wait_for(child);
    });
}

constexpr Operation operations[] = {
    {"linux.fork_exit_wait", 400, 20, fork_exit_wait},
    {"linux.fork_exec_wait", 400, 20, fork_exec_wait},
};

} // namespace

std::span<const Operation> process_operations() {
    return operations;
}

} // namespace takt::bench
