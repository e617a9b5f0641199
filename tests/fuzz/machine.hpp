// SPDX-License-Identifier: GPL-2.0-only
// Owns the machine that the fuzzer drives: CPUs, threads and memory around the core, event by
// event.
#pragma once

#include <cstdint>
#include <vector>

#include "invariants.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace takt::fuzz {

/// Unlike the simulator's, its events do not interleave: each runs to its end. So any thread may do
/// anything at any time, and all invariants must hold after each event.
class Machine {
public:
    static constexpr uint8_t cpus = 2;
    static constexpr uint8_t processes = 2;
    static constexpr uint8_t threads = 5; // one more than the core's table holds

    Machine();
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // --- events; those that are impossible right now do nothing
    // -----------------------------------
    void attach(uint8_t thread, uint8_t process, uint8_t cpu, const takt_sched& sched);
    void detach(uint8_t thread);
    void detach_process(uint8_t process);
    void call_rt(uint8_t cpu, const takt_call& call);
    void call_linux(uint8_t thread, const takt_call& call);
    void enter(uint8_t thread);
    void bounce(uint8_t cpu, takt_reason reason, takt_handback how);
    void interrupt(uint8_t cpu);
    void timer(uint8_t cpu, uint64_t later_ns);
    void kick(uint8_t thread, takt_reason reason);
    void signal(uint8_t thread, bool pending);
    void reclaim(uint8_t thread);
    void sched(uint8_t thread, const takt_sched& sched);
    void move(uint8_t thread, uint32_t cpu);
    void set_clock(int64_t by_ns);
    void look(uint8_t thread);
    /// A process writes @p word where it says that the word of a mutex is.
    void scribble(uint8_t process, uint64_t word) {
        const uint64_t index = word >> 32 & TAKT_MUTEX_INDEX_MASK;
        world_.mutex_word[process][index % sim::max_mutexes] = word;
    }

    /// Everything goes away; nothing may be left.
    void tear_down();

    [[nodiscard]] sim::World& world() { return world_; }
    [[nodiscard]] const std::vector<uint32_t>& handles() const { return handles_; }
    [[nodiscard]] uint8_t current_cpu() const { return cpu_; }
    /// Whose user memory is within reach, sim::nobody if none is.
    [[nodiscard]] uint8_t address_space() const;
    [[nodiscard]] bool is_in_linux() const { return in_linux_; }
    [[noreturn]] static void fail(const char* what);
    void on_result(takt_context& context, int64_t result);

private:
    class Event;

    void go_on_with(takt_next next);
    void harden(uint8_t thread, const takt_request* request);
    [[nodiscard]] bool is_in_linux_mode(uint8_t thread) const;
    void remember_handle(uint64_t number, int64_t result);
    void settle();

    sim::Scenario scenario_;
    sim::World world_;
    uint64_t number_[threads] = {}; // of the call that each thread is in
    bool signalled_[threads] = {};
    uint8_t process_of_[threads] = {};
    std::vector<uint32_t> handles_;
    std::vector<std::byte> memory_;
    takt_core* core_ = nullptr;
    sim::Invariants* invariants_ = nullptr;
    uint8_t cpu_ = 0;
    uint8_t linux_thread_ = sim::nobody;
    bool in_linux_ = false;

    friend bool is_signalled(const Machine& machine, uint8_t thread);
};

[[nodiscard]] bool is_signalled(const Machine& machine, uint8_t thread);

/// The machine that the seam's functions act on.
[[nodiscard]] Machine& the_machine();

} // namespace takt::fuzz
