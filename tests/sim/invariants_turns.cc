// SPDX-License-Identifier: GPL-2.0-only
// Owns the invariants that need to know what was before: the turns of equals, and what a timer pass
// leaves.
#include "invariants.hpp"

namespace takt::sim {

/// Is another context of the urgency of @p context ready on CPU @p index?
bool Invariants::has_equal(const SchedulingContext& context, uint32_t index) const {
    bool found = false;
    for_each_thread([&](Thread& thread) {
        found = found || (thread.effective != &context && thread.cpu.load() == index &&
                          is_runnable(thread.stage_now()) &&
                          thread.effective->queued_urgency() == context.queued_urgency());
    });
    return found;
}

/// A context may use its slice once while an equal one is ready all the time, in however many
/// parts, and whatever the core says is left of the slice: what counts is the time charged.
const char* Invariants::check_turn(World& world, uint8_t index) const {
    Turn& turn = world.cpu[index].turn;
    const takt::Cpu& core = kernel_.cpus[index];
    if (!is_free(world, &core.lock)) {
        return nullptr;
    }
    // A turn survives being preempted, but not a wait, a change of urgency or a loss of rivals.
    if (turn.thread != nullptr) {
        const Thread& thread = *turn.thread;
        if (!is_runnable(thread.stage_now()) || thread.wait_count != turn.wait_count ||
            thread.effective != &thread.own || !has_equal(thread.own, index)) {
            turn = {};
        }
    }
    const Thread* running = core.running;
    if (running == nullptr || running->effective != &running->own || running->own.slice().ns == 0 ||
        !has_equal(running->own, index)) {
        if (turn.thread != nullptr && running != nullptr &&
            running->effective->queued_urgency() == turn.thread->own.queued_urgency()) {
            turn = {};
        }
        return nullptr;
    }
    if (running != turn.thread) {
        // One that is more urgent only interrupts; as only one turn is kept, it may begin its own.
        turn = {running, running->own.consumed().ns, running->wait_count};
        return nullptr;
    }
    return running->own.consumed().ns - turn.began_ns < running->own.slice().ns
               ? nullptr
               : "I4: a context used up its slice, and goes on before its equals";
}

/// Scenarios have no more timers on a CPU than a pass may take out.
const char* Invariants::check_expired(const World& world, uint8_t index) const {
    const takt::Cpu& core = kernel_.cpus[index];
    if (!is_free(world, &core.lock)) {
        return nullptr;
    }
    return core.timers.heap(Clock::monotonic).earliest().ns > world.cpu[index].pass_ns
               ? nullptr
               : "I1: a timer pass left a timer that was due, so a less urgent thread runs";
}

} // namespace takt::sim
