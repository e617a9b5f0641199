// SPDX-License-Identifier: GPL-2.0-only
// Owns the simulated machine: CPUs, Linux and user programs around the unchanged core, step by
// step.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "choice.hpp"
#include "invariants.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace takt::sim {

/// One machine exists at a time, because the seam's functions have no argument that names one.
///
/// Whoever drives it asks for the enabled choices and applies one; the machine then runs until the
/// next point at which there is something to choose. Every seam call is such a point.
class Machine {
public:
    explicit Machine(const Scenario& scenario);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// Boot: core, CPUs, processes, threads and objects as the scenario says. Once, or again and
    /// again.
    void boot();

    [[nodiscard]] Choices enabled() const;
    void apply(const Choice& choice);

    /// Every in-band task has ended.
    [[nodiscard]] bool is_finished() const;
    /// Nothing is enabled and not everybody has ended, and that is right: threads spin, as the
    /// scenario allows, and Linux behind them has no say.
    [[nodiscard]] bool is_spinning() const;
    /// The invariant that is broken, empty if none.
    [[nodiscard]] const std::string& violation() const { return violation_; }
    void report(std::string violation);

    /// With nothing left to choose from, points are passed without stopping: exhaustive exploration
    /// says so when its budget is used up. Otherwise the machine stops at each of them.
    void set_stop_always(bool always) { stop_always_ = always; }
    /// Nanoseconds that pass at each point until the next call; 0 while exploring exhaustively.
    void set_drift(uint64_t ns) { drift_ns_ = ns; }
    void set_trace(bool on) { tracing_ = on; }
    [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
    [[nodiscard]] uint64_t steps() const { return steps_; }
    [[nodiscard]] uint64_t total_steps() const { return total_steps_; }
    /// There was something to choose: whatever went round before does not count as a circle.
    void reset_steps() { steps_ = 0; }
    /// A line of the driver in the trace.
    void remark(const std::string& text) { log(text); }

    // --- what snapshots are made of -----------------------------------------------------------
    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] std::span<std::byte> core_memory() { return {core_memory_, core_bytes_}; }
    /// All fibers in a fixed order, and the top of the stack of each.
    static constexpr uint32_t fiber_slots = max_cpus + task_slots;
    [[nodiscard]] Fiber& fiber(uint32_t slot);
    [[nodiscard]] std::byte* stack_top(uint32_t slot) const;

    // --- called by the platform, on a fiber --------------------------------------------------
    /// What the core guards by hard locks can have changed only where one was released; the
    /// invariants are checked there and not at every point, which finds the same and is faster.
    enum class Changed : uint8_t { nothing, guarded };
    void point(const char* what, uint64_t a = 0, uint64_t b = 0,
               Changed changed = Changed::nothing);
    [[noreturn]] void fail(std::string violation);
    [[nodiscard]] uint8_t cpu_id() const { return cpu_; }
    [[nodiscard]] Cpu& cpu() { return world_.cpu[cpu_]; }
    [[nodiscard]] bool is_booting() const { return booting_; }
    void wait_for_lock(takt_hard_lock& lock, uint32_t ticket);
    void open_interrupts();
    /// The thread whose user memory the current code may touch, or nobody.
    [[nodiscard]] uint8_t address_space();
    /// A trace point of the core.
    void note(uint32_t point, uint64_t a, uint64_t b, uint64_t c);
    /// A message of the core to the administrator.
    void note(const char* text, uint64_t a, uint64_t b);
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }

private:
    struct Resolved;

    // machine.cc
    void resume(Fiber& fiber);
    void suspend();
    [[noreturn]] void end_fiber();
    void start_pass(Event event);
    static void pass_entry(uintptr_t cpu);
    void run_pass();
    void load(takt_next next);
    void settle_root();
    void log(std::string text);
    [[nodiscard]] bool can_go_on(const Cpu& cpu) const;
    void enabled_on(uint8_t index, uint8_t extra, Choices& choices) const;
    [[nodiscard]] uint64_t next_shot() const;
    void check();

    // user.cc: programs in RT mode, and what both modes share
    void user_step();
    [[nodiscard]] const Operation* operation_of(uint8_t thread) const;
    [[nodiscard]] takt_call issue(uint8_t thread);
    void finish(uint8_t thread, int64_t result);
    [[nodiscard]] bool runs_by_itself(uint8_t thread) const;
    [[nodiscard]] bool do_local(uint8_t thread, const Operation& operation);
    [[nodiscard]] bool do_by_word(uint8_t thread, const Operation& operation);
    void advance_pc(uint8_t thread);

    // linux_side.cc: in-band tasks
    static void task_entry(uintptr_t task);
    void run_half(uint8_t thread);
    void take_signal(uint8_t thread);
    void call_in_linux(uint8_t thread);
    void harden(uint8_t thread, const takt_request* request);
    void wait_for_handback(uint8_t thread);
    void after_handback(uint8_t thread);
    void run_helper(uint8_t task);
    void helper_step(uint8_t task, const Operation& operation);
    void run_janitor();
    void sleep_in_linux(uint8_t task, TaskState how);
    void wake_in_linux(uint8_t task);
    void wake_janitor_if_last();
    void wake_helpers();

    // boot.cc
    void create_objects();

    const Scenario& scenario_;
    World world_;
    std::byte* core_memory_ = nullptr;
    size_t core_bytes_ = 0;
    std::byte* stacks_ = nullptr;
    takt_core* core_ = nullptr;

    Fiber* current_ = nullptr;
    std::byte* main_sp_ = nullptr;
    uint8_t cpu_ = 0; // that is moving
    bool booting_ = true;
    bool stop_always_ = true;
    bool tracing_ = false;
    uint64_t drift_ns_ = 0;
    uint64_t steps_ = 0;       // since the last choice, or since boot()
    uint64_t total_steps_ = 0; // executed in all
    std::string violation_;
    std::vector<std::string> trace_;
    std::unique_ptr<Invariants> invariants_;
};

/// The machine that the seam's functions act on.
[[nodiscard]] Machine& the_machine();

} // namespace takt::sim
