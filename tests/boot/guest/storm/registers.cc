// SPDX-License-Identifier: GPL-2.0-only
// registers and vectors: what a program has in the CPU's registers survives preemption, interrupts,
// system calls and fork.
#include "hold.hpp"
#include "worker.hpp"

#include <array>
#include <sys/syscall.h>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::array quick_calls{SYS_sched_yield, SYS_getppid, SYS_gettid};

long quick_call(Worker& worker) {
    return quick_calls[worker.random.below(quick_calls.size())];
}

// Mostly short, sometimes longer than a time slice.
std::uint64_t spin_length(Worker& worker) {
    return worker.random.chance(5) ? worker.random.between(10'000, 1'000'000)
                                   : worker.random.between(1, 3'000);
}

} // namespace

void registers(Worker& worker) {
    while (worker.running()) {
        const GeneralState state = GeneralState::random(worker.random);
        const std::uint64_t spin = spin_length(worker);
        const std::string difference = worker.random.chance(50)
                                           ? hold_general(state, spin)
                                           : hold_general(state, spin, quick_call(worker));
        worker.check(difference.empty(), "{}", difference);
        worker.done();
    }
}

void vectors(Worker& worker) {
    while (worker.running()) {
        const VectorState state = VectorState::random(worker.random);
        if (worker.random.chance(3)) {
            // The child is born with its parent's registers, in the middle of the assembly.
            const Held held = hold_vectors(state, spin_length(worker), {SYS_fork});
            if (held.result == 0)
                _exit(held.difference.empty() ? 17 : 18);
            worker.check(held.result > 0, "fork: {}",
                         strerrordesc_np(static_cast<int>(-held.result)));
            worker.check(held.difference.empty(), "over fork: {}", held.difference);
            worker.expect_exit(static_cast<pid_t>(held.result), 17,
                               "registers in the child of fork");
        } else {
            const Held held = hold_vectors(state, spin_length(worker), {quick_call(worker)});
            worker.check(held.difference.empty(), "{}", held.difference);
        }
        worker.done();
    }
}

} // namespace storm
