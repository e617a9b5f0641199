// SPDX-License-Identifier: GPL-2.0-only
// traps: every exception that a program can raise gives the right signal, code, address and flags,
// and the program goes on where the handler says.
#include "worker.hpp"

#include <array>
#include <csignal>
#include <sys/mman.h>
#include <sys/ucontext.h>
#include <unistd.h>

namespace storm {

namespace {

struct Seen {
    int signal;
    int code;
    std::uintptr_t address;
    std::uintptr_t instruction;
    std::uint64_t flags;
    unsigned steps;
};

volatile std::uintptr_t resume_at;
Seen seen;

constexpr std::uint64_t trap_flag = 0x100;
constexpr std::uint64_t interrupt_flag = 0x200;
constexpr std::uint32_t all_masked = 0x1f80;

void on_trap(int signal, siginfo_t* info, void* context) {
    auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
    if (signal == SIGTRAP && info->si_code == TRAP_TRACE) {
        // Single-stepping itself: count until the trap flag is cleared by the program.
        seen.steps++;
        seen.flags = static_cast<std::uint64_t>(machine.gregs[REG_EFL]);
        return;
    }
    seen.signal = signal;
    seen.code = info->si_code;
    seen.address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    seen.instruction = static_cast<std::uintptr_t>(machine.gregs[REG_RIP]);
    seen.flags = static_cast<std::uint64_t>(machine.gregs[REG_EFL]);
    machine.gregs[REG_RIP] = static_cast<greg_t>(resume_at);
    machine.fpregs->mxcsr = all_masked;
}

// Runs BEFORE, then INSTRUCTION, which traps; at becomes its address, and execution resumes behind
// it.
#define TRAP(at, BEFORE, INSTRUCTION, ...)                                                         \
    asm volatile("lea 1f(%%rip), %%rax\n\tmov %%rax, %[where]\n\tlea 2f(%%rip), %%rax\n\t"         \
                 "mov %%rax, %[resume]\n\txor %%eax, %%eax\n\t" BEFORE "\n1:\t" INSTRUCTION "\n2:" \
                 : [where] "=m"(at), [resume] "=m"(resume_at)                                      \
                 : __VA_ARGS__                                                                     \
                 : "rax", "rcx", "rdx", "memory", "cc", "xmm0")

struct Expected {
    const char* what;
    int signal;
    int code;
    std::uintptr_t address;
    std::uintptr_t instruction;
};

void verify(Worker& worker, const Expected& expected) {
    worker.check(seen.signal == expected.signal, "{}: signal {} instead of {}", expected.what,
                 seen.signal, expected.signal);
    worker.check(seen.code == expected.code, "{}: si_code {} instead of {}", expected.what,
                 seen.code, expected.code);
    worker.check(seen.address == expected.address, "{}: si_addr {:#x} instead of {:#x}",
                 expected.what, seen.address, expected.address);
    worker.check(seen.instruction == expected.instruction, "{}: RIP {:#x} instead of {:#x}",
                 expected.what, seen.instruction, expected.instruction);
    worker.check((seen.flags & interrupt_flag) != 0, "{}: the flags are {:#x}: interrupts off",
                 expected.what, seen.flags);
}

/// Pages for faults: one that may be read only, and one that is not mapped.
struct Pages {
    explicit Pages(Worker& worker) {
        void* both = mmap(nullptr, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        worker.check(both != MAP_FAILED, "mmap: {}", strerrordesc_np(errno));
        read_only = static_cast<char*>(both);
        unmapped = read_only + 4096;
        worker.call(munmap(unmapped, 4096), "munmap");
    }
    char* read_only;
    char* unmapped;
};

/// Emulated CPUs do not always have unmasked SSE exceptions; all others take one for 0/0.
void divide_by_zero_in_sse(std::uintptr_t& at) {
    const std::uint32_t unmasked = all_masked & ~0x80u;
    TRAP(at, "xorps %%xmm0, %%xmm0\n\tldmxcsr %[m]", "divss %%xmm0, %%xmm0", [m] "m"(unmasked));
    asm volatile("ldmxcsr %0" : : "m"(all_masked));
}

bool have_sse_exceptions() {
    std::uintptr_t at = 0;
    seen = {};
    divide_by_zero_in_sse(at);
    return seen.signal != 0;
}

void one_trap(Worker& worker, const Pages& pages, unsigned kinds) {
    std::uintptr_t at = 0;
    seen = {};
    const std::uint64_t offset = worker.random.below(4096);
    char* const unmapped = pages.unmapped + offset;
    char* const read_only = pages.read_only + offset;
    switch (worker.random.below(kinds)) {
    case 0:
        TRAP(at, "", "ud2", );
        return verify(worker, {"ud2", SIGILL, ILL_ILLOPN, at, at});
    case 1:
        TRAP(at, "", "int3", );
        return verify(worker, {"int3", SIGTRAP, SI_KERNEL, 0, at + 1});
    case 2:
        TRAP(at, "xor %%edx, %%edx", "divl %%eax", );
        return verify(worker, {"division by zero", SIGFPE, FPE_INTDIV, at, at});
    case 3:
        TRAP(at, "", "hlt", );
        return verify(worker, {"hlt", SIGSEGV, SI_KERNEL, 0, at});
    case 4:
        // Were a program able to do this, nothing of the kernel's flags would hold.
        TRAP(at, "", "cli", );
        return verify(worker, {"cli", SIGSEGV, SI_KERNEL, 0, at});
    case 5:
        TRAP(at, "", "movb (%[p]), %%al", [p] "r"(unmapped));
        return verify(worker, {"read of an unmapped page", SIGSEGV, SEGV_MAPERR,
                               reinterpret_cast<std::uintptr_t>(unmapped), at});
    case 6:
        TRAP(at, "", "movb %%al, (%[p])", [p] "r"(read_only));
        return verify(worker, {"write to a read-only page", SIGSEGV, SEGV_ACCERR,
                               reinterpret_cast<std::uintptr_t>(read_only), at});
    case 7:
        TRAP(at, "", "movb (%[p]), %%al", [p] "r"(0x8000'0000'0000'0000));
        return verify(worker, {"a non-canonical address", SIGSEGV, SI_KERNEL, 0, at});
    default:
        divide_by_zero_in_sse(at);
        return verify(worker, {"an SSE exception", SIGFPE, FPE_FLTINV, at, at});
    }
}

/// The program steps itself over a known number of instructions.
void trace_itself(Worker& worker) {
    seen = {};
    asm volatile("sub $128, %%rsp\n\t" // the red zone
                 "pushfq\n\torq %[tf], (%%rsp)\n\tpopfq\n\t"
                 "nop\n\tnop\n\tpushfq\n\tandq %[no_tf], (%%rsp)\n\tpopfq\n\t"
                 "add $128, %%rsp"
                 :
                 : [tf] "i"(trap_flag), [no_tf] "i"(~trap_flag)
                 : "memory", "cc");
    // One trap after each instruction that began with the flag set: both nops, pushfq, and, popfq.
    worker.check(seen.steps == 5, "{} single steps instead of 5", seen.steps);
    worker.check((seen.flags & interrupt_flag) != 0, "single step: interrupts off in {:#x}",
                 seen.flags);
}

} // namespace

void traps(Worker& worker) {
    struct sigaction action {};
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO;
    for (int signal : {SIGILL, SIGTRAP, SIGFPE, SIGSEGV, SIGBUS})
        worker.call(sigaction(signal, &action, nullptr), "sigaction");
    const Pages pages{worker};
    const unsigned kinds = have_sse_exceptions() ? 9 : 8;
    while (worker.running()) {
        if (worker.random.chance(10))
            trace_itself(worker);
        else
            one_trap(worker, pages, kinds);
        worker.done();
    }
}

} // namespace storm
