// SPDX-License-Identifier: GPL-2.0-only
// Implements the coming and going of CPUs, processes and threads.
#include "thread/lifecycle.hpp"

#include "object/mutex_calls.hpp"
#include "object/registry.hpp"
#include "thread/sched_params.hpp"

namespace takt {

namespace {

/// Any timer left in the heaps of this CPU, which goes down, is a reason not to.
[[nodiscard]] bool has_timers(const Cpu& cpu) TAKT_REQUIRES(cpu.lock) {
    return !cpu.timers.heap(Clock::monotonic).is_empty() ||
           !cpu.timers.heap(Clock::realtime).is_empty();
}

} // namespace

Error bring_up(Pass& pass) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    if (cpu.up) {
        return Error::busy;
    }
    cpu.up = true;
    cpu.running = nullptr;
    cpu.charged = &cpu.root;
    cpu.started = cpu.charged_until = pass.now;
    cpu.root.forget_consumed();
    cpu.away_since = cpu.bite = cpu.shot = Instant::never();
    cpu.timers.set_moved(true);
    return Error::none;
}

Error take_down(Pass& pass) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    if (!cpu.up) {
        return Error::invalid;
    }
    if (cpu.running != nullptr || has_timers(cpu)) {
        return Error::busy;
    }
    for (uint32_t index = 0; index < limits::threads; ++index) {
        const Thread& thread = pass.kernel.threads.at(index);
        const Stage stage = thread.stage_now();
        if (thread.cpu.load(std::memory_order_relaxed) == cpu.id && stage != Stage::inband &&
            stage != Stage::frozen) {
            return Error::busy;
        }
    }
    cpu.charge(pass.now);
    cpu.up = false;
    return Error::none;
}

Result<Process*> attach_process(Pass& pass, const takt_process_params& params) {
    const takt_quota& quota = params.quota;
    LockGuard guard{pass.kernel.registry_lock, pass.held};
    for (Process& process : pass.kernel.processes) {
        if (process.attached) {
            continue;
        }
        process = Process{};
        process.attached = true;
        const uint32_t of_kind[kind_count] = {
            0,           quota.threads, quota.mutexes, quota.conds, quota.semaphores,
            quota.flags, quota.queues,  quota.timers};
        for (uint32_t kind = 0; kind < kind_count; ++kind) {
            process.quota[kind] = of_kind[kind];
        }
        process.mutex_words = reinterpret_cast<MutexWord*>(params.mutex_words);
        return &process;
    }
    return Error::table_full;
}

void forget_process(Pass& pass, Process& process) {
    LockGuard guard{pass.kernel.registry_lock, pass.held};
    process.attached = false;
}

Result<Thread*> attach_thread(Pass& pass, Process& process, const takt_thread_params& params) {
    const Error error = validate(params.sched);
    if (error != Error::none || params.cpu >= pass.kernel.cpu_count || params.context == nullptr) {
        return Error::invalid;
    }
    auto& pool = pass.kernel.threads;
    const Result<Thread*> slot = obtain(pass, pool, process);
    if (!slot) {
        return slot.error();
    }
    Thread& thread = **slot;
    thread.stage.store(Stage::inband, std::memory_order_relaxed);
    thread.cpu.store(params.cpu, std::memory_order_relaxed);
    thread.blocked_on = nullptr;
    thread.wait = {};
    thread.timer.kind = TimerKind::thread;
    thread.timer.thread = &thread;
    thread.kick = TAKT_REASON_NONE;
    thread.delivery = {};
    for (uint64_t& handbacks : thread.handbacks) {
        handbacks = 0;
    }
    thread.hardens = 0;
    thread.status = params.status != nullptr ? static_cast<takt_status*>(params.status)
                                             : &pass.kernel.unread_status;
    thread.own.set_powers(&thread);
    thread.own.forget_consumed();
    thread.effective = &thread.own;
    thread.waits_for = nullptr;
    thread.wait_node.thread = &thread;
    thread.context = params.context;
    thread.unfinished = {};
    thread.release = Instant::never();
    {
        DonationGuard guard{pass};
        set_sched(pass, thread, params.sched);
        pool.publish(thread);
    }
    return &thread;
}

void abandon_slot(Pass& pass, Thread& thread, uint32_t index, Unfinished& work) {
    DonationGuard guard{pass};
    Mutex& mutex = pass.kernel.mutexes.at(index);
    if (mutex.handle() == Handle{}) {
        return;
    }
    if (mutex.left_to_users && mutex.word->owner() == thread.handle()) {
        take_over(pass, mutex);
    }
    if (mutex.owner != &thread) {
        return;
    }
    mutex.depth = 1;
    if (abandon(pass, mutex)) {
        work = {.what = Unfinished::What::flush, .object = mutex.handle()};
    }
}

Error forget_thread(Pass& pass, Thread& thread) {
    auto& pool = pass.kernel.threads;
    {
        DonationGuard guard{pass};
        if (thread.stage_now() != Stage::inband) {
            return Error::busy;
        }
        pool.unpublish(thread);
    }
    {
        LockGuard guard{pass.kernel.registry_lock, pass.held};
        pass.kernel.retired += thread.own.consumed();
    }
    thread.own.forget_consumed();
    give_back(pass, pool, thread);
    return Error::none;
}

Error move_thread(Pass& pass, Thread& thread, uint32_t cpu_id) {
    if (cpu_id >= pass.kernel.cpu_count) {
        return Error::invalid;
    }
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard guard{cpu.lock, pass.held};
    if (thread.stage.load(std::memory_order_relaxed) != Stage::inband) {
        return Error::busy;
    }
    thread.cpu.store(cpu_id, std::memory_order_release);
    return Error::none;
}

} // namespace takt
