// SPDX-License-Identifier: GPL-2.0-only
// Owns the world of a unit test: a core on the fake platform, threads, and the glue between the
// two.
#pragma once

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>

#include "api/convert.hpp"
#include "fake/platform.hpp"
#include "kernel.hpp"
#include "uapi/takt.h"

namespace takt::test {

/// A thread of the test: it hardens, makes calls while its CPU runs it, and is reclaimed.
struct Actor {
    takt_context context;
    takt_status status = {};
    takt_thread* thread = nullptr;
    uint32_t cpu = 0;

    [[nodiscard]] Thread& tcb() const { return from_seam(thread); }
    [[nodiscard]] Stage stage() const { return tcb().stage_now(); }
};

/// What a call came to.
struct Answer {
    bool blocked;
    int64_t value;
    friend bool operator==(const Answer&, const Answer&) = default;
};
inline constexpr Answer blocked{true, 0};
[[nodiscard]] constexpr Answer returned(int64_t value) {
    return {false, value};
}

class World : public testing::Test {
protected:
    explicit World(uint32_t cpus = 2, uint64_t watchdog_ns = 0);
    ~World() override;

    /// Everything the process may have, unless told otherwise.
    static constexpr takt_quota plenty{64, 64, 64, 64, 64, 64, 64};

    takt_process* make_process(const takt_quota& quota = plenty, uint64_t* mutex_words = nullptr);
    /// A FIFO thread in its CPU's RT mode already, unless @p hardened is false.
    Actor& make_thread(uint32_t priority, uint32_t cpu = 0, bool hardened = true);
    Actor& make_thread(const takt_sched& sched, uint32_t cpu, bool hardened,
                       takt_process* process = nullptr);

    /// @p actor enters RT mode, with @p call if there is one. Returns whether it entered.
    bool harden(Actor& actor, std::optional<takt_call> call = std::nullopt);

    /// @p actor, which must be running, makes a call.
    Answer call(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments = {});
    /// Likewise, in Linux mode.
    int64_t call_inband(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments = {});
    /// A call that must return a handle.
    uint64_t create(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments = {});

    /// Deliver the IPIs and the timer shots that are due, until all is quiet.
    void settle();
    /// Let time pass, shot by shot.
    void advance(uint64_t ns);
    void advance_to(uint64_t at_ns);

    /// Let @p actor, which must be the one that runs, go to Linux.
    void bounce(Actor& actor, takt_reason reason = TAKT_REASON_FAULT);
    void kick(Actor& actor, takt_reason reason = TAKT_REASON_SIGNAL);
    [[nodiscard]] bool reclaim(Actor& actor) { return takt_core_reclaim(core(), actor.thread); }

    /// Who runs on a CPU; nullptr: root.
    [[nodiscard]] Actor* running(uint32_t cpu = 0);
    void expect_running(const Actor& actor) { EXPECT_EQ(running(actor.cpu), &actor); }

    [[nodiscard]] Kernel& kernel() { return *kernel_; }
    [[nodiscard]] takt_core* core() { return to_seam(kernel_); }
    [[nodiscard]] takt_process* process() { return process_; }

    /// What must hold between any two events; fails the test if it does not.
    void check();

private:
    struct FreeMemory {
        void operator()(void* memory) const { std::free(memory); }
    };

    bool harden_now(Actor& actor, std::optional<takt_call> call);
    /// A thread of Linux that the world itself uses.
    Actor& keeper();
    void follow(uint32_t cpu, takt_next next);
    [[nodiscard]] bool settle_cpu(uint32_t cpu);

    std::unique_ptr<void, FreeMemory> memory_;
    Kernel* kernel_ = nullptr;
    takt_process* process_ = nullptr;
    std::deque<Actor> actors_;
    Actor* keeper_ = nullptr;
    uint32_t cpus_;
};

} // namespace takt::test
