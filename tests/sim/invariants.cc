// SPDX-License-Identifier: GPL-2.0-only
// Owns the invariants of run queues, stages, timers and the account of time.
#include "invariants.hpp"

#include <algorithm>
#include <iterator>

namespace takt::sim {

Invariants::Invariants(const Scenario& scenario, takt_core* core)
    : scenario_{scenario}, kernel_{*reinterpret_cast<Kernel*>(core)} {}

bool Invariants::is_free(const World& world, const void* lock) const {
    return std::ranges::none_of(world.cpu, [lock](const sim::Cpu& cpu) {
        return std::ranges::find(cpu.held, static_cast<const takt_hard_lock*>(lock)) !=
               std::end(cpu.held);
    });
}

/// No CPU is inside the core with anything half done.
bool Invariants::is_quiet(const World& world) const {
    return std::ranges::all_of(world.cpu, [](const sim::Cpu& cpu) { return cpu.held_count == 0; });
}

// --- run queue
// ------------------------------------------------------------------------------------

const char* Invariants::check_queue(takt::Cpu& cpu) const {
    uint32_t queued = 0;
    for (uint32_t level = 0; level < RunQueue::levels; ++level) {
        const auto& list = cpu.queue.level(level);
        for (SchedulingContext* context = list.front(); context != nullptr;
             context = list.after(*context)) {
            if (!context->is_queued()) {
                return "I3: a context is in a run queue and does not know it";
            }
            const Urgency urgency = context->queued_urgency();
            const uint32_t expected = urgency.band() == Band::fixed
                                          ? static_cast<uint32_t>(urgency.within())
                                          : RunQueue::weak_level;
            if (level != expected) {
                return "I1: a context is queued at another level than its urgency";
            }
            const Thread* thread = context->powers();
            if (thread->effective != context || thread->cpu.load() != cpu.id ||
                !is_runnable(thread->stage_now())) {
                return "I3: a run queue holds a context that powers no runnable thread of its CPU";
            }
            if (++queued > limits::threads) {
                return "I3: a run queue goes round in circles";
            }
        }
    }
    // The queue holds exactly the contexts on which the runnable threads of this CPU run.
    uint32_t runnable = 0;
    const char* broken = nullptr;
    for_each_thread([&](Thread& thread) {
        if (thread.cpu.load() == cpu.id && is_runnable(thread.stage_now())) {
            ++runnable;
            if (!thread.effective->is_queued() || thread.effective->powers() != &thread) {
                broken = "I3: a runnable thread's context is not queued, or powers another thread";
            }
        }
    });
    if (broken == nullptr && queued != runnable) {
        broken = "I3: a run queue holds more or fewer contexts than there are runnable threads";
    }
    return broken;
}

/// The most urgent runnable thread of a CPU, by looking at all of them; the first found among
/// equals.
Thread* Invariants::most_urgent(const sim::Cpu&, uint32_t index) const {
    Thread* best = nullptr;
    for_each_thread([&](Thread& thread) {
        if (thread.cpu.load() == index && is_runnable(thread.stage_now()) &&
            (best == nullptr || thread.effective->queued_urgency().is_more_urgent_than(
                                    best->effective->queued_urgency()))) {
            best = &thread;
        }
    });
    return best;
}

// --- stages
// ---------------------------------------------------------------------------------------

const char* Invariants::check_stage(const World& world, Thread& thread) const {
    const auto* context = thread.context;
    switch (thread.stage_now()) {
    case Stage::frozen:
        if (!context->handed_back) {
            return "I21: a thread is FROZEN, and its context is not complete";
        }
        break;
    case Stage::blocked:
        if (thread.effective->is_queued() && thread.effective->powers() == &thread) {
            return "I3: a blocked thread is in a run queue";
        }
        [[fallthrough]];
    case Stage::ready:
    case Stage::running:
        if (context->handed_back) {
            return "I21: Linux has a context that the core thinks is its own";
        }
        if (!context->rt) {
            return "I21: the core owns a context of which Linux does not know it";
        }
        break;
    case Stage::inband:
        if (thread.timer.is_armed()) {
            return "I28: the timer of a thread in Linux mode is armed";
        }
        if (thread.blocked_on != nullptr) {
            return "I21: a thread in Linux mode waits for an RT object";
        }
        break;
    }
    if (thread.stage_now() == Stage::blocked) {
        // A sleep without limit is ended by a kick alone.
        if (thread.blocked_on == nullptr && !thread.timer.is_armed() && !thread.wait.unlimited) {
            return "I20: a thread waits for nothing at all";
        }
    } else if (thread.timer.is_armed()) {
        return "I28: the timer of a thread that does not wait is armed";
    }
    const takt::Cpu& cpu = kernel_.cpus[thread.cpu.load()];
    if ((thread.stage_now() == Stage::running) != (cpu.running == &thread)) {
        return "I3: a CPU and a thread disagree on who runs";
    }
    static_cast<void>(world);
    return nullptr;
}

// --- timers
// ---------------------------------------------------------------------------------------

const char* Invariants::check_heaps(const World& world, const takt::Cpu& cpu) const {
    uint32_t armed[clock_count] = {};
    uint64_t earliest[clock_count] = {UINT64_MAX, UINT64_MAX};
    const auto collect = [&](const Timer& timer) {
        const auto clock = static_cast<uint32_t>(timer.clock);
        ++armed[clock];
        earliest[clock] = std::min(earliest[clock], cpu.timers.heap(timer.clock).due(timer).ns);
    };
    for_each_thread([&](Thread& thread) {
        if (thread.cpu.load() == cpu.id && thread.timer.is_armed()) {
            collect(thread.timer);
        }
    });
    for (uint32_t index = 0; index < limits::timers; ++index) {
        TimerObject& object = kernel_.timers.at(index);
        if (object.timer.is_armed() && object.home == cpu.id) {
            if (!object.armed && is_free(world, &object.lock)) {
                return "I28: a timer object is in a heap, and thinks that it is not armed";
            }
            collect(object.timer);
        }
    }
    for (uint32_t clock = 0; clock < clock_count; ++clock) {
        const TimerHeap& heap = cpu.timers.heap(static_cast<Clock>(clock));
        if (heap.size() != armed[clock]) {
            return "I28: a timer heap holds other timers than the armed ones";
        }
        if (armed[clock] != 0 && heap.earliest().ns != earliest[clock]) {
            return "I28: the top of a timer heap is not its earliest timer";
        }
    }
    return nullptr;
}

/// A CPU outside the core must have been told of everything that it has to act on.
const char* Invariants::check_prompt(const World& world, uint8_t index) const {
    const sim::Cpu& cpu = world.cpu[index];
    if (cpu.in_pass() || cpu.irq_off || cpu.ipi) {
        return nullptr;
    }
    const takt::Cpu& core = kernel_.cpus[index];
    const Thread* best = most_urgent(cpu, index);
    if (best != nullptr && core.running == nullptr) {
        return "I5: a CPU idles or runs Linux while a thread is ready, and no IPI is on its way";
    }
    if (best != nullptr && best->effective->queued_urgency().is_more_urgent_than(
                               core.running->effective->queued_urgency())) {
        return "I24: a more urgent thread is ready, and no IPI is on its way";
    }
    const Instant mono = core.timers.heap(Clock::monotonic).earliest();
    const Instant real = core.timers.heap(Clock::realtime).earliest();
    uint64_t due = mono.ns;
    if (!real.is_never() && !cpu.clock_was_set) {
        const int64_t on_mono = static_cast<int64_t>(real.ns) - world.real_offset_ns;
        due = std::min(due, static_cast<uint64_t>(std::max<int64_t>(on_mono, 0)));
    }
    const bool told = cpu.timer_armed && cpu.shot_ns <= std::max(due, world.now_ns);
    if (due < Instant::never().ns && !told) {
        return "I20: a timer is armed, and the CPU's shot is later or off";
    }
    return nullptr;
}

// --- time
// -----------------------------------------------------------------------------------------

const char* Invariants::check_accounts(const World& world) const {
    if (!is_quiet(world)) {
        return nullptr;
    }
    uint64_t charged = kernel_.retired.ns;
    uint64_t passed = 0;
    for (uint32_t index = 0; index < scenario_.cpus; ++index) {
        const takt::Cpu& cpu = kernel_.cpus[index];
        charged += cpu.root.consumed().ns;
        passed += cpu.charged_until.ns - cpu.started.ns;
        if (cpu.charged_until.ns > world.now_ns) {
            return "I8: time was charged that has not passed yet";
        }
        if (cpu.charged == nullptr) {
            return "I8: the time of a CPU is charged to nobody";
        }
    }
    uint32_t threads = 0;
    for_each_thread([&](Thread& thread) {
        charged += thread.own.consumed().ns;
        ++threads;
    });
    if (threads != kernel_.threads.used()) {
        return nullptr; // one is on its way out, and what it used with it
    }
    return charged == passed ? nullptr : "I8: not every ns is charged to exactly one context";
}

// --- all of it
// ------------------------------------------------------------------------------------

const char* Invariants::check_cpu(const World& world, uint8_t index) const {
    takt::Cpu& cpu = kernel_.cpus[index];
    if (!is_free(world, &cpu.lock)) {
        return nullptr;
    }
    const char* broken = check_queue(cpu);
    if (broken == nullptr) {
        broken = check_heaps(world, cpu);
    }
    for_each_thread([&](Thread& thread) {
        if (broken == nullptr && thread.cpu.load() == index) {
            broken = check_stage(world, thread);
        }
    });
    return broken != nullptr ? broken : check_prompt(world, index);
}

const char* Invariants::check(const World& world) const {
    for (uint8_t cpu = 0; cpu < scenario_.cpus; ++cpu) {
        if (const char* broken = check_cpu(world, cpu)) {
            return broken;
        }
    }
    // Whoever owns, waits and donates is guarded by the donation lock, what a thread runs on by the
    // lock of its CPU as well.
    if (is_quiet(world)) {
        if (const char* broken = check_donation()) {
            return broken;
        }
    }
    if (const char* broken = check_accounts(world)) {
        return broken;
    }
    return check_objects(world);
}

const char* Invariants::at_pass_end(const World& world, uint8_t index) const {
    const sim::Cpu& cpu = world.cpu[index];
    const takt::Cpu& core = kernel_.cpus[index];
    if (!is_free(world, &core.lock)) {
        return nullptr;
    }
    const uint8_t running = core.running == nullptr ? nobody : core.running->context->thread;
    if (running != cpu.loaded) {
        return "I3: the core thinks that another context runs than the one it named";
    }
    const SchedulingContext* charged =
        core.running == nullptr ? &core.root : core.running->effective;
    if (core.charged != charged) {
        return "I8: the time of a CPU is charged to another context than the one it runs on";
    }
    if (core.running != nullptr) {
        const SchedulingContext& context = *core.running->effective;
        // While a change of priority is under way the two differ, and an IPI follows; or it came
        // between the choice and the end of the pass, and the IPI is there.
        if (!cpu.ipi && context.urgency().band() == Band::weak &&
            context.queued_urgency().band() == Band::weak) {
            return "a WEAK thread runs in RT mode";
        }
        if (context.slice().ns != 0 && context.left().ns == 0 && !core.queue.is_alone(context)) {
            return "I4: a slice is used up, and its context still stands before its equals";
        }
    }
    const Thread* best = most_urgent(cpu, index);
    if (cpu.ipi || best == nullptr) {
        return nullptr; // there is more to do, and it was asked for
    }
    if (core.running == nullptr) {
        return "I5: the core went idle with a thread ready";
    }
    return best->effective->queued_urgency() == core.running->effective->queued_urgency()
               ? nullptr
               : "I1: the running context is not the most urgent one";
}

} // namespace takt::sim
