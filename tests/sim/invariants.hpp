// SPDX-License-Identifier: GPL-2.0-only
// Owns the invariants of the core: each is recomputed from scratch out of what the core's objects
// hold.
#pragma once

#include "kernel.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace takt::sim {

/// Looks at the core's memory without changing it and without calling it. What a hard lock guards
/// is looked at only while nobody holds that lock. The functions return the name of a broken
/// invariant, or nullptr.
class Invariants {
public:
    Invariants(const Scenario& scenario, takt_core* core);

    /// After every step.
    [[nodiscard]] const char* check(const World& world) const;
    /// When CPU @p cpu leaves a pass, or a harden: what must hold before it goes on.
    [[nodiscard]] const char* at_pass_end(const World& world, uint8_t cpu) const;
    /// Then, too: a context has used no more than its slice before its equals. Keeps the turn.
    [[nodiscard]] const char* check_turn(World& world, uint8_t cpu) const;
    /// When CPU @p cpu leaves the pass of a timer interrupt.
    [[nodiscard]] const char* check_expired(const World& world, uint8_t cpu) const;
    /// When all threads are gone and their process is not.
    [[nodiscard]] const char* before_teardown(const World& world) const;
    /// When everything is gone.
    [[nodiscard]] const char* at_end() const;

private:
    template<typename Visit>
    void for_each_thread(Visit visit) const;
    [[nodiscard]] bool is_free(const World& world, const void* lock) const;
    [[nodiscard]] bool is_quiet(const World& world) const;
    [[nodiscard]] Thread* most_urgent(const Cpu& cpu, uint32_t index) const;

    // invariants.cc: run queues, stages, timers, time
    [[nodiscard]] const char* check_cpu(const World& world, uint8_t index) const;
    [[nodiscard]] const char* check_queue(takt::Cpu& cpu) const;
    [[nodiscard]] const char* check_stage(const World& world, Thread& thread) const;
    [[nodiscard]] const char* check_heaps(const World& world, const takt::Cpu& cpu) const;
    [[nodiscard]] const char* check_prompt(const World& world, uint8_t index) const;
    [[nodiscard]] const char* check_accounts(const World& world) const;

    // invariants_turns.cc
    [[nodiscard]] bool has_equal(const SchedulingContext& context, uint32_t index) const;

    // invariants_donation.cc
    [[nodiscard]] const char* check_donation() const;
    [[nodiscard]] const char* check_mutex(Mutex& mutex) const;
    [[nodiscard]] const char* check_word(const Mutex& mutex) const;
    [[nodiscard]] const char* check_chain(Thread& thread) const;
    [[nodiscard]] Urgency effective_from_scratch(Thread& thread) const;

    // invariants_objects.cc
    [[nodiscard]] const char* check_objects(const World& world) const;
    [[nodiscard]] const char* check_waiters(const WaitQueue& queue, const Object& object) const;
    [[nodiscard]] bool has_unfinished(Handle object) const;
    [[nodiscard]] const char* check_pools() const;

    const Scenario& scenario_;
    Kernel& kernel_;
};

template<typename Visit>
void Invariants::for_each_thread(Visit visit) const {
    for (uint32_t index = 0; index < limits::threads; ++index) {
        Thread& thread = kernel_.threads.at(index);
        if (thread.handle().raw() != 0) {
            visit(thread);
        }
    }
}

} // namespace takt::sim
