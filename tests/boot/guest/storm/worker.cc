// SPDX-License-Identifier: GPL-2.0-only
// The table of the kinds of load, and the parts of Worker that need no inlining.
#include "worker.hpp"

#include <algorithm>
#include <array>
#include <sys/wait.h>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::array all_kinds{
    Kind{"registers", "general registers and flags held over preemption and system calls",
         registers},
    Kind{"vectors", "vector, x87 and control registers held over preemption, calls, fork", vectors},
    Kind{"segments", "FS and GS base, GS selector and thread-local data of threads", segments},
    Kind{"crypto", "AES inside the kernel while vector registers are held", crypto},
    Kind{"signals", "timer signals at random points, queued signals, interrupted sleeps", signals},
    Kind{"traps", "exceptions of user mode: their signal, code, address and flags", traps},
    Kind{"step", "single-stepping another process by ptrace", step},
    Kind{"processes", "fork, vfork, exec, threads, exit status, death by signal", processes},
    Kind{"memory", "map, unmap, protect, discard, move, copy on write, faults of both modes",
         memory},
    Kind{"shootdown", "remapping pages that another thread is reading", shootdown},
    Kind{"files", "read, write, truncate, punch, map, rename against a model", files},
    Kind{"pipes", "checked messages through pipes", pipes},
    Kind{"sockets", "checked messages through unix sockets", sockets},
    Kind{"loopback", "checked messages through TCP on the loopback device", loopback},
    Kind{"futexes", "futex hand-over between processes, priority-inheriting mutex", futexes},
    Kind{"clocks", "clocks that never go back, sleeps and timers that are never early", clocks},
    Kind{"migrate", "moving the other workers between CPUs", migrate, true},
};
static_assert(all_kinds.size() <= Board::max_workers);

} // namespace

std::span<const Kind> kinds() {
    return all_kinds;
}

void Worker::expect_exit(pid_t child, int code, std::string_view what) {
    int status = 0;
    pid_t ended;
    do {
        ended = waitpid(child, &status, 0);
    } while (ended < 0 && errno == EINTR);
    call(ended, "waitpid");
    check(ended == child, "{}: waitpid({}) returned {}", what, child, ended);
    check(!WIFSIGNALED(status), "{}: killed by signal {}", what, WTERMSIG(status));
    check(WIFEXITED(status) && WEXITSTATUS(status) == code,
          "{}: wait status {:#x}, expected exit {}", what, status, code);
}

void Worker::leave(const std::string& why) {
    if (!slot_.failed.exchange(true)) {
        const std::size_t length = std::min(why.size(), sizeof(slot_.message) - 1);
        std::memcpy(slot_.message, why.data(), length);
    }
    _exit(1);
}

} // namespace storm
