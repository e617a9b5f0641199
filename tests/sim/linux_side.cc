// SPDX-License-Identifier: GPL-2.0-only
// Owns Linux: the Linux halves with their hand-over protocol (P1, P5), and tasks that disturb them.
#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "machine.hpp"

namespace takt::sim {

void Machine::task_entry(uintptr_t argument) {
    const auto task = static_cast<uint8_t>(argument);
    Machine& machine = the_machine();
    if (task == janitor) {
        machine.run_janitor();
    } else if (task >= first_helper) {
        machine.run_helper(task);
    } else {
        machine.run_half(task);
    }
    machine.world_.task[task].state = TaskState::done;
    machine.wake_janitor_if_last();
    machine.end_fiber();
}

// --- sleeping and waking
// --------------------------------------------------------------------------

/// Sleep until woken; a wake-up since `woken` was cleared counts, as with set_current_state().
void Machine::sleep_in_linux(uint8_t index, TaskState how) {
    Task& task = world_.task[index];
    if (!task.woken) {
        task.state = how;
        suspend();
    }
}

void Machine::wake_in_linux(uint8_t index) {
    Task& task = world_.task[index];
    task.woken = true;
    if (task.state == TaskState::interruptible || task.state == TaskState::uninterruptible) {
        task.state = TaskState::runnable;
    }
}

void Machine::wake_helpers() {
    for (uint8_t task = first_helper; task < janitor; ++task) {
        if (world_.task[task].state == TaskState::interruptible) {
            wake_in_linux(task);
        }
    }
}

void Machine::wake_janitor_if_last() {
    for (uint8_t task = 0; task < janitor; ++task) {
        const TaskState state = world_.task[task].state;
        if (state != TaskState::absent && state != TaskState::done) {
            return;
        }
    }
    wake_in_linux(janitor);
}

// --- the Linux half
// -------------------------------------------------------------------------------

void Machine::take_signal(uint8_t thread) {
    if (world_.task[thread].signal_pending) {
        world_.task[thread].signal_pending = false;
        log(fmt::format("cpu{} thread {} takes its signal", cpu_, thread));
    }
}

void Machine::run_half(uint8_t thread) {
    for (;;) {
        point("user code in Linux mode of thread", thread);
        take_signal(thread);
        const Operation* operation = operation_of(thread);
        if (operation == nullptr) {
            break;
        }
        if (do_local(thread, *operation) || do_by_word(thread, *operation)) {
            continue;
        }
        switch (operation->kind) {
        case Operation::Kind::enter:
            harden(thread, nullptr);
            break;
        case Operation::Kind::call:
        case Operation::Kind::wait_while:
            call_in_linux(thread);
            break;
        default:
            advance_pc(thread); // Linux does it
            break;
        }
    }
    // Nobody may still be at work on it: in a kernel, a reference count sees to that.
    while (world_.task[thread].pins != 0) {
        world_.task[thread].woken = false;
        sleep_in_linux(thread, TaskState::uninterruptible);
    }
    Oracle{scenario_, world_.oracle}.on_thread_end(thread);
    const int error = takt_core_thread_detach(core_, world_.thread[thread]);
    if (error != 0) {
        fail(fmt::format("I31: detaching thread {} failed with {}", thread, error));
    }
    world_.thread[thread] = nullptr;
}

void Machine::call_in_linux(uint8_t thread) {
    const takt_call call = issue(thread);
    takt_request request = {};
    const int error = takt_core_fetch(core_, &call, &request);
    if (error != 0) {
        finish(thread, error);
        return;
    }
    if (takt_core_call_blocks(&request)) {
        harden(thread, &request);
        return;
    }
    finish(thread, takt_core_serve_inband(core_, world_.thread[thread], &request));
}

/// P1 from its step 2. When it returns, the user context is Linux's again.
void Machine::harden(uint8_t thread, const takt_request* request) {
    Task& task = world_.task[thread];
    takt_context& context = world_.context[thread];
    task.preempt_off = true;
    world_.cpu[cpu_].irq_off = true;
    context.rt = true;
    bool entered = false;
    const takt_next next = takt_core_harden(core_, world_.thread[thread], request, &entered);
    if (!entered) {
        if (!task.signal_pending) {
            fail("I21: harden was undone although no signal was pending");
        }
        context.rt = false;
        context.in_call = false;
        open_interrupts();
        task.preempt_off = false;
        return;
    }
    if (request == nullptr) {
        advance_pc(thread);
    }
    load(next);
    if (world_.cpu[cpu_].loaded != nobody) {
        suspend(); // this kernel context is root now, and preempted
    }
    task.preempt_off = false;
    wait_for_handback(thread);
    after_handback(thread);
}

void Machine::wait_for_handback(uint8_t thread) {
    Task& task = world_.task[thread];
    for (;;) {
        task.woken = false;
        point("wait loop of thread", thread);
        if (takt_core_reclaim(core_, world_.thread[thread])) {
            return;
        }
        if (!task.signal_pending) {
            sleep_in_linux(thread, TaskState::interruptible);
            continue;
        }
        takt_core_kick(core_, world_.thread[thread], TAKT_REASON_SIGNAL);
        point("wait loop after its own kick, thread", thread);
        if (takt_core_reclaim(core_, world_.thread[thread])) {
            return;
        }
        sleep_in_linux(thread, TaskState::uninterruptible);
    }
}

void Machine::after_handback(uint8_t thread) {
    takt_context& context = world_.context[thread];
    if (!context.handed_back) {
        fail("I21: the Linux half took back a context that was not complete");
    }
    context.rt = false;
    context.handed_back = false;
    const int error = takt_core_completion(core_, world_.thread[thread]);
    if (!context.in_call) {
        return;
    }
    switch (context.how) {
    case TAKT_HANDBACK_CONTINUE:
        if (!context.result_set) {
            fail("I25: a call was ended by a handback without a result");
        }
        finish(thread, error != 0 ? error : context.result);
        break;
    case TAKT_HANDBACK_REWIND:
    case TAKT_HANDBACK_RESTART:
    case TAKT_HANDBACK_FAULT:
        context.in_call = false; // executes again
        break;
    }
}

// --- helpers
// --------------------------------------------------------------------------------------

void Machine::run_helper(uint8_t index) {
    const Program& program = scenario_.helpers[index - first_helper].program;
    Task& task = world_.task[index];
    while (task.pc < program.size()) {
        point("helper", index, task.pc);
        helper_step(index, program[task.pc]);
        ++task.pc;
    }
}

void Machine::helper_step(uint8_t index, const Operation& operation) {
    log(fmt::format("cpu{} helper {} does {}", cpu_, index, describe(operation)));
    switch (operation.kind) {
    case Operation::Kind::hold:
        while (world_.variable[operation.object] != operation.value) {
            world_.task[index].woken = false;
            sleep_in_linux(index, TaskState::interruptible);
        }
        return;
    case Operation::Kind::clock_set:
        world_.real_offset_ns += static_cast<int64_t>(operation.value);
        for (uint32_t cpu = 0; cpu < scenario_.cpus; ++cpu) {
            world_.cpu[cpu].clock_was_set = true;
        }
        return;
    case Operation::Kind::set:
        world_.variable[operation.object] = operation.value;
        wake_helpers();
        return;
    case Operation::Kind::burn:
        world_.now_ns += operation.value;
        return;
    default:
        break;
    }
    const uint8_t target = operation.object;
    Task& half = world_.task[target];
    if (half.state == TaskState::done || world_.thread[target] == nullptr) {
        return;
    }
    ++half.pins;
    takt_thread* thread = world_.thread[target];
    switch (operation.kind) {
    case Operation::Kind::signal:
        half.signal_pending = true;
        if (half.state == TaskState::interruptible) {
            wake_in_linux(target);
        }
        point("signal sent, then the hook that kicks thread", target);
        takt_core_kick(core_, thread, TAKT_REASON_SIGNAL);
        break;
    case Operation::Kind::kick:
        takt_core_kick(core_, thread, static_cast<takt_reason>(operation.value));
        break;
    case Operation::Kind::sched: {
        takt_sched sched = {};
        sched.policy = operation.value == 0 ? TAKT_POLICY_WEAK : TAKT_POLICY_FIFO;
        sched.priority = static_cast<uint32_t>(operation.value);
        if (const int error = takt_core_thread_sched(core_, thread, &sched); error != 0) {
            fail(fmt::format("I31: changing the priority of thread {} failed with {}", target,
                             error));
        }
        break;
    }
    case Operation::Kind::info: {
        takt_thread_info info = {};
        takt_core_thread_info(core_, thread, &info);
        if (info.cpu != scenario_.threads[target].cpu) {
            fail("I31: a snapshot of a thread names another CPU");
        }
        break;
    }
    default:
        fail("a helper cannot do that");
    }
    if (--half.pins == 0) {
        wake_in_linux(target);
    }
}

/// The last in-band task: everything must go away without a trace.
void Machine::run_janitor() {
    sleep_in_linux(janitor, TaskState::uninterruptible);
    while (std::ranges::any_of(world_.cpu, &Cpu::in_pass)) {
        suspend(); // the last interrupt of another CPU
    }
    if (const char* complaint = Oracle{scenario_, world_.oracle}.at_end()) {
        fail(complaint);
    }
    if (const char* broken = invariants_->before_teardown(world_)) {
        fail(broken);
    }
    for (takt_process*& process : world_.process) {
        if (process == nullptr) {
            continue;
        }
        if (const int error = takt_core_process_detach(core_, process); error != 0) {
            fail(fmt::format("I31: detaching a process failed with {}", error));
        }
        process = nullptr;
    }
    if (const char* broken = invariants_->at_end()) {
        fail(broken);
    }
}

} // namespace takt::sim
