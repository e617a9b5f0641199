// SPDX-License-Identifier: GPL-2.0-only
// Implements counting with ptrace.
#include "stepper.hpp"

#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace takt::bench {

namespace {

[[noreturn]] void run_child(const std::function<void()>& scenario) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
        _exit(EXIT_FAILURE);
    }
    std::raise(SIGSTOP);
    scenario();
    _exit(EXIT_SUCCESS);
}

/// Wait for the next stop. Returns false when the child has ended well.
bool wait_for_stop(pid_t child, int& signal) {
    int status = 0;
    if (waitpid(child, &status, 0) != child) {
        throw std::runtime_error(fmt::format("waitpid: {}", std::strerror(errno)));
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) {
        return false;
    }
    if (!WIFSTOPPED(status)) {
        throw std::runtime_error(
            "the counted process died; if ptrace is not permitted here, run where it is "
            "(kernel.yama.ptrace_scope < 3, no seccomp filter against it)");
    }
    signal = WSTOPSIG(status);
    return true;
}

enum class Trap : uint8_t { step, mark, stray };

/// A single step reports TRAP_TRACE; a mark does not, and its breakpoint is right behind. Anything
/// else comes from the host: some hypervisors inject a trap now and then.
Trap kind_of_trap(pid_t child) {
    siginfo_t info;
    user_regs_struct registers;
    if (ptrace(PTRACE_GETSIGINFO, child, nullptr, &info) != 0 ||
        ptrace(PTRACE_GETREGS, child, nullptr, &registers) != 0) {
        throw std::runtime_error(fmt::format("ptrace: {}", std::strerror(errno)));
    }
    if (info.si_code == TRAP_TRACE) {
        return Trap::step;
    }
    constexpr long int3 = 0xcc;
    const long code = ptrace(PTRACE_PEEKTEXT, child, registers.rip - 1, nullptr);
    return (code & 0xff) == int3 ? Trap::mark : Trap::stray;
}

void resume(pid_t child, bool step) {
    if (ptrace(step ? PTRACE_SINGLESTEP : PTRACE_CONT, child, nullptr, nullptr) != 0) {
        throw std::runtime_error(fmt::format("ptrace: {}", std::strerror(errno)));
    }
}

} // namespace

std::vector<uint64_t> count_instructions(const std::function<void()>& scenario) {
    const pid_t child = fork();
    if (child < 0) {
        throw std::runtime_error(fmt::format("fork: {}", std::strerror(errno)));
    }
    if (child == 0) {
        run_child(scenario);
    }
    std::vector<uint64_t> counts;
    uint64_t steps = 0;
    bool counting = false;
    int signal = 0;
    while (wait_for_stop(child, signal)) {
        if (signal == SIGTRAP) {
            switch (kind_of_trap(child)) {
            case Trap::step:
                ++steps;
                break;
            case Trap::mark:
                if (counting) {
                    counts.push_back(steps);
                }
                steps = 0;
                counting = !counting;
                break;
            case Trap::stray:
                break;
            }
        } else if (signal != SIGSTOP) {
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            throw std::runtime_error(
                fmt::format("the counted process got signal {}", strsignal(signal)));
        }
        resume(child, counting);
    }
    return counts;
}

} // namespace takt::bench
