// SPDX-License-Identifier: GPL-2.0-only
// Owns the switch between fibers: the only code of the simulator that knows the host's processor.
#include "fiber.hpp"

#include <cstring>

#if !defined(__x86_64__)
#error "tests/sim/fiber.cc has no fiber switch for this processor: add one beside the x86-64 one"
#endif

extern "C" void takt_sim_switch(std::byte** from, std::byte* to);
extern "C" void takt_sim_first();

// The registers that a call must preserve (System V ABI) are all that has to survive. The first run
// of a fiber returns into takt_sim_first, which finds entry and argument in two of them.
asm(R"(
    .text
    .globl takt_sim_switch
    .type takt_sim_switch, @function
takt_sim_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size takt_sim_switch, . - takt_sim_switch
    .globl takt_sim_first
    .type takt_sim_first, @function
takt_sim_first:
    movq %r13, %rdi
    call *%r12
    ud2
    .size takt_sim_first, . - takt_sim_first
)");

namespace takt::sim {

void prepare(Fiber& fiber, std::byte* top, void (*entry)(uintptr_t), uintptr_t argument) {
    // Seen from takt_sim_switch: r15 r14 r13 r12 rbx rbp and the return address. The stack pointer
    // is 16-byte aligned at the call in takt_sim_first.
    uint64_t frame[8] = {};
    frame[2] = argument;
    frame[3] = reinterpret_cast<uint64_t>(entry);
    frame[6] = reinterpret_cast<uint64_t>(&takt_sim_first);
    fiber.sp = top - sizeof frame - 8;
    std::memcpy(fiber.sp, frame, sizeof frame);
}

void switch_fiber(std::byte*& from, std::byte* to) {
    takt_sim_switch(&from, to);
}

} // namespace takt::sim
