// SPDX-License-Identifier: GPL-2.0-only
// Owns the thread: an SC, a stage, what it waits for, what it owns, what it still has to do.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/time.hpp"
#include "base/tree.hpp"
#include "object/message.hpp"
#include "object/object.hpp"
#include "sched/scheduling_context.hpp"
#include "seam/context.h"
#include "seam/core.h"
#include "thread/stage.hpp"
#include "time/timer.hpp"
#include "uapi/status.h"
#include "wait/heights.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

/// What a wait is about, besides the object: only the part of the kind of wait is in use.
struct WaitArguments {
    int64_t result = 0;      // what the wait returns when it ends well
    bool restartable = true; // a kick may let the whole call execute again
    bool is_release = false; // wait_period: the next release is due when it ends well
    bool unlimited = false;  // no timer; set by block()
    bool is_plain = false;   // nothing but a sleep until a time; set by block()
    uint32_t flags_mask = 0; // event flags
    uint32_t flags_mode = 0;
    Handle mutex{};               // condition variable: to be locked again
    uint32_t mutex_depth = 0;     // ... this deep
    uint64_t receive_address = 0; // queue: where the message goes
};

/// Work that its own call has left over, done in steps at the thread's own urgency
/// (object/steps.hpp).
struct Unfinished {
    enum class What : uint8_t { nothing, broadcast, flags, close, flush };
    What what = What::nothing;
    bool turn_pending = false; // the round before ours must end first
    Handle object;
    uint32_t round = 0;
};

/// A message on its way to user memory, in Thread::message.
struct Delivery {
    bool pending = false;
    uint64_t address = 0;
};

class Mutex;

class Thread : public Object {
public:
    // --- guarded by the lock of its CPU -------------------------------------------------------
    /// Written under that lock; the Linux half reads FROZEN without it (acquire).
    std::atomic<Stage> stage{Stage::inband};
    /// The CPU it is bound to; changes only while INBAND.
    std::atomic<uint32_t> cpu{0};
    /// The object it waits for; nullptr if it waits for a time only, or not at all.
    Object* blocked_on = nullptr;
    /// Counts its waits, so that an expiry that comes too late is told from one in time.
    uint32_t wait_count = 0;
    WaitArguments wait;
    ThreadTimer timer;
    /// Why it must go to Linux at the next opportunity.
    takt_reason kick = TAKT_REASON_NONE;
    Delivery delivery;
    uint64_t hardens = 0;
    uint64_t handbacks[TAKT_REASON_COUNT] = {};
    takt_status* status = nullptr; // shared with user space: written, never read; set while named

    // --- guarded by the donation lock; `effective` is written under the lock of its CPU as well
    // --------
    SchedulingContext own;
    /// The mutex it waits for; nullptr if it waits for something else, or not at all.
    Mutex* waits_for = nullptr;
    /// The most urgent of its own and of those donated to it.
    SchedulingContext* effective = nullptr;
    /// The mutexes that it owns and others wait for, by their most urgent waiter.
    Tree contended;
    Heights heights;

    // --- guarded by the lock of the object it waits for
    // --------------------------------------------
    WaitNode wait_node;

    // --- its own: touched by its own calls, or while it cannot make any
    // ---------------------------
    takt_context* context = nullptr;
    Message message; // to be sent when there is room, or received
    Unfinished unfinished;
    Instant release = Instant::never(); // of wait_period
    Duration period;
    Clock period_clock = Clock::monotonic;

    [[nodiscard]] Stage stage_now() const { return stage.load(std::memory_order_acquire); }
};

} // namespace takt
