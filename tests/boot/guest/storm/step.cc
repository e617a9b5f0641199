// SPDX-License-Identifier: GPL-2.0-only
// step: single-steps another process over known instructions: every stop is where it must be, and
// registers that are written arrive.
#include "worker.hpp"

#include <array>
#include <csignal>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

// What the child runs: it stops itself, is stepped from storm_step_begin to storm_step_end, and
// starts again. RBX receives a value from the tracer, R12 what became of it.
asm(".text\n.globl storm_stepped\nstorm_stepped:\n"
    "1:\tint3\n"
    ".Lstep0:\tnop\n"
    ".Lstep1:\tmov %rbx, %r12\n"
    ".Lstep2:\tadd %rbx, %r12\n"
    ".Lstep3:\tpush %r12\n"
    ".Lstep4:\tpop %r13\n"
    ".Lstep5:\tmov $110, %eax\n" // getppid
    ".Lstep6:\tsyscall\n"
    ".Lstep7:\tpushfq\n"
    ".Lstep8:\tpop %r14\n"
    ".Lstep9:\tinc %r12\n"
    ".Lstep10:\tjmp 1b\n"
    ".data\n.balign 8\n.globl storm_step_stops\nstorm_step_stops:\n"
    ".quad .Lstep0, .Lstep1, .Lstep2, .Lstep3, .Lstep4, .Lstep5, .Lstep6, .Lstep7, .Lstep8, "
    ".Lstep9, "
    ".Lstep10\n"
    ".text\n");

extern "C" {
[[noreturn]] void storm_stepped();
extern const std::uint64_t storm_step_stops[11];
}

namespace storm {

namespace {

class Tracee {
public:
    explicit Tracee(Worker& worker) : worker_{worker}, pid_{worker.call(fork(), "fork")} {
        if (pid_ == 0) {
            if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
                _exit(2);
            storm_stepped();
        }
    }
    Tracee(const Tracee&) = delete;
    Tracee& operator=(const Tracee&) = delete;
    ~Tracee() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }

    void resume(__ptrace_request how) {
        worker_.call(ptrace(how, pid_, nullptr, nullptr), "ptrace: resume");
        wait_for_trap();
    }

    void wait_for_trap() {
        int status = 0;
        worker_.call(waitpid(pid_, &status, 0), "waitpid for the traced child");
        worker_.check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP,
                      "the traced child has wait status {:#x} instead of a SIGTRAP stop", status);
    }

    user_regs_struct registers() {
        user_regs_struct registers;
        worker_.call(ptrace(PTRACE_GETREGS, pid_, nullptr, &registers), "PTRACE_GETREGS");
        return registers;
    }

    void set(const user_regs_struct& registers) {
        worker_.call(ptrace(PTRACE_SETREGS, pid_, nullptr, &registers), "PTRACE_SETREGS");
    }

    std::uint64_t word_at(std::uint64_t address) {
        errno = 0;
        const long word = ptrace(PTRACE_PEEKDATA, pid_, address, nullptr);
        worker_.check(errno == 0, "PTRACE_PEEKDATA: {}", strerrordesc_np(errno));
        return static_cast<std::uint64_t>(word);
    }

private:
    Worker& worker_;
    pid_t pid_;
};

constexpr std::uint64_t interrupt_flag = 0x200;

void one_round(Worker& worker, Tracee& tracee) {
    user_regs_struct registers = tracee.registers();
    worker.check(registers.rip == storm_step_stops[0],
                 "the breakpoint is at {:#x} instead of {:#x}", registers.rip, storm_step_stops[0]);
    const std::uint64_t value = worker.random.next();
    registers.rbx = value;
    tracee.set(registers);
    for (std::size_t i = 1; i < std::size(storm_step_stops); i++) {
        tracee.resume(PTRACE_SINGLESTEP);
        registers = tracee.registers();
        worker.check(registers.rip == storm_step_stops[i],
                     "step {} stops at {:#x} instead of {:#x}", i, registers.rip,
                     storm_step_stops[i]);
        worker.check((registers.eflags & interrupt_flag) != 0, "step {}: the flags are {:#x}", i,
                     registers.eflags);
        if (i == 4)
            worker.check(tracee.word_at(registers.rsp) == 2 * value,
                         "the child's stack holds {:#x}", tracee.word_at(registers.rsp));
        if (i == 7)
            worker.check(registers.rax == static_cast<std::uint64_t>(getpid()),
                         "getppid under single-step returned {}", registers.rax);
    }
    worker.check(registers.r12 == 2 * value + 1 && registers.r13 == 2 * value,
                 "R12 is {:#x} and R13 is {:#x} for the value {:#x}", registers.r12, registers.r13,
                 value);
    worker.check((registers.r14 & interrupt_flag) != 0, "the child saw the flags {:#x}",
                 registers.r14);
    tracee.resume(PTRACE_CONT);
}

} // namespace

void step(Worker& worker) {
    while (worker.running()) {
        Tracee tracee{worker};
        tracee.wait_for_trap();
        for (int i = 0; i < 20 && worker.running(); i++) {
            one_round(worker, tracee);
            worker.done();
        }
    }
}

} // namespace storm
