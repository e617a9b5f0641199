// SPDX-License-Identifier: GPL-2.0-only
// Owns user programs: one operation after the other, in RT mode here, and what both modes share.
#include <cstring>

#include <fmt/format.h>

#include "api/convert.hpp"
#include "machine.hpp"

namespace takt::sim {

namespace {

/// A number that the core does not serve.
constexpr uint64_t foreign_number = 1000;

} // namespace

const Operation* Machine::operation_of(uint8_t thread) const {
    const Program& program = scenario_.threads[thread].program;
    const uint8_t pc = world_.context[thread].pc;
    return pc < program.size() ? &program[pc] : nullptr;
}

/// Does user code in RT mode get on without anything from outside?
bool Machine::runs_by_itself(uint8_t thread) const {
    const Operation* operation = operation_of(thread);
    return operation == nullptr || operation->kind != Operation::Kind::spin ||
           world_.context[thread].in_call;
}

void Machine::advance_pc(uint8_t thread) {
    ++world_.context[thread].pc;
}

/// What needs neither core nor Linux. Returns whether @p operation was of that kind, and is done.
bool Machine::do_local(uint8_t thread, const Operation& operation) {
    switch (operation.kind) {
    case Operation::Kind::burn:
        world_.now_ns += operation.value;
        break;
    case Operation::Kind::set:
        world_.variable[operation.object] = operation.value;
        wake_helpers();
        break;
    case Operation::Kind::wait_while:
        if (world_.variable[operation.arg[5]] == operation.value) {
            return false;
        }
        break;
    default:
        return false;
    }
    log(fmt::format("cpu{} thread {} does {}", cpu_, thread, describe(operation)));
    advance_pc(thread);
    return true;
}

/// What libtakt does before it makes a call on a mutex (userlib/src/fast_mutex.cc). Returns whether
/// that was all.
bool Machine::do_by_word(uint8_t thread, const Operation& operation) {
    takt_context& context = world_.context[thread];
    if (!operation.by_word || context.issued) {
        return false; // a call that was made executes again, and not what came before it
    }
    const Handle name{world_.handle[operation.object]};
    const uint64_t nobody_has_it = uint64_t{name.raw()} << 32;
    const uint64_t has_it = nobody_has_it | from_seam(world_.thread[thread]).handle().raw();
    const bool locks = operation.number == TAKT_CALL_MUTEX_LOCK;
    uint64_t& word = world_.mutex_word[scenario_.threads[thread].process][name.index()];
    if (word != (locks ? nobody_has_it : has_it) || (locks && !context.rt)) {
        return false;
    }
    log(fmt::format("cpu{} thread {} does {} by its word", cpu_, thread, describe(operation)));
    Oracle{scenario_, world_.oracle}.on_issue(
        {thread, context.pc, operation, world_.now_ns, world_.real_offset_ns});
    word = locks ? has_it : nobody_has_it;
    finish(thread, 0);
    return true;
}

/// The registers of the call that the thread is at.
takt_call Machine::issue(uint8_t thread) {
    takt_context& context = world_.context[thread];
    const Operation& operation = *operation_of(thread);
    takt_call call = {};
    call.number = operation.number;
    std::memcpy(call.arg, operation.arg, sizeof call.arg);
    if (operation.object != Operation::no_object) {
        call.arg[0] = world_.handle[operation.object];
    }
    if (operation.second != Operation::no_object) {
        call.arg[1] = world_.handle[operation.second];
    }
    if (operation.kind == Operation::Kind::wait_while) {
        call.arg[5] = 0; // there the variable is kept
    }
    uint8_t* memory = world_.memory[thread];
    const uint64_t base = user_base + thread * user_stride;
    if (operation.number == TAKT_CALL_QUEUE_SEND) {
        const uint64_t offset = operation.value;
        memory[offset] = thread;
        memory[offset + 1] = context.pc;
        call.arg[1] = base + offset;
    } else if (operation.number == TAKT_CALL_QUEUE_RECEIVE) {
        call.arg[1] = base + operation.value;
    }
    if (!context.issued) {
        Oracle{scenario_, world_.oracle}.on_issue(
            {thread, context.pc, operation, world_.now_ns, world_.real_offset_ns});
    }
    context.issued = true;
    context.in_call = true;
    context.result_set = false;
    context.restart = false;
    log(fmt::format("cpu{} thread {} calls {}", cpu_, thread, describe(operation)));
    return call;
}

/// The program sees the result of its call.
void Machine::finish(uint8_t thread, int64_t result) {
    takt_context& context = world_.context[thread];
    const Operation& operation = *operation_of(thread);
    log(fmt::format("cpu{} thread {} returns {} from {}", cpu_, thread, result,
                    describe(operation)));
    const uint8_t* memory = world_.memory[thread] + operation.value % user_bytes;
    const char* complaint = Oracle{scenario_, world_.oracle}.on_return(
        {thread, context.pc, operation, world_.now_ns, world_.real_offset_ns}, result, memory);
    context.in_call = false;
    context.issued = false;
    context.result_set = false;
    if (operation.kind != Operation::Kind::wait_while || result != 0) {
        advance_pc(thread);
    }
    if (complaint != nullptr) {
        report(fmt::format("{} (thread {}, {} returned {})", complaint, thread, describe(operation),
                           result));
    }
}

/// The RT half that is loaded on this CPU goes on to its next entry into the kernel.
void Machine::user_step() {
    Cpu& cpu = world_.cpu[cpu_];
    const uint8_t thread = cpu.loaded;
    takt_context& context = world_.context[thread];
    ++steps_;
    ++total_steps_;
    world_.now_ns += drift_ns_;
    if (context.in_call && !context.restart) {
        if (!context.result_set) {
            report("I25: a call came back to user mode without a result");
            return;
        }
        finish(thread, context.result);
    }
    const Operation* operation = operation_of(thread);
    if (operation == nullptr) {
        // The end of the program is a system call of Linux.
        cpu.call = {};
        cpu.call.number = foreign_number;
        start_pass(Event::syscall);
        return;
    }
    if (do_local(thread, *operation) || do_by_word(thread, *operation)) {
        return;
    }
    switch (operation->kind) {
    case Operation::Kind::call:
    case Operation::Kind::wait_while:
        cpu.call = issue(thread);
        start_pass(Event::syscall);
        break;
    case Operation::Kind::foreign:
        cpu.call = {};
        cpu.call.number = foreign_number;
        start_pass(Event::syscall);
        break;
    case Operation::Kind::fault:
        cpu.reason = TAKT_REASON_FAULT;
        cpu.how = TAKT_HANDBACK_FAULT;
        start_pass(Event::bounce);
        break;
    case Operation::Kind::enter:
        advance_pc(thread);
        break;
    default:
        break;
    }
}

} // namespace takt::sim
