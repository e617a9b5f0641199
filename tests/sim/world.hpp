// SPDX-License-Identifier: GPL-2.0-only
// Owns the whole mutable state of the simulated machine, as plain memory that can be copied and
// hashed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "context.hpp"
#include "fiber.hpp"
#include "limits.hpp"
#include "oracle.hpp"
#include "seam/core.h"
#include "seam/lock.h"

namespace takt {
class Thread;
}

namespace takt::sim {

enum class Event : uint8_t { none, timer, ipi, clock_set, syscall, bounce };

/// Whose turn it is among equals with slices, since it began with at least one of them ready.
struct Turn {
    const takt::Thread* thread = nullptr;
    uint64_t began_ns = 0; // what was charged to its context then
    uint32_t wait_count = 0;
};

/// One processor. From the bottom: root (an in-band task, or idling), an RT half, a pass of the
/// core.
struct Cpu {
    Fiber pass; // the pass of the core, on the oob stack; alive only while it lasts
    Event event = Event::none;
    takt_reason reason = TAKT_REASON_NONE;
    takt_handback how = TAKT_HANDBACK_REWIND;
    takt_call call = {};

    bool irq_off = false; // the real interrupt flag, inverted
    bool ipi = false;
    bool clock_was_set = false;
    bool timer_armed = false;
    uint8_t loaded = nobody; // thread whose RT half is loaded
    uint8_t task = nobody;   // in-band task that root is
    uint8_t held_count = 0;
    uint64_t shot_ns = 0;
    uint64_t pass_ns = 0; // the first clock reading of the pass; 0 between passes
    Turn turn;
    uint64_t posted = 0; // tasks to be woken when Linux runs here again, as bits
    const takt_hard_lock* waits_for = nullptr;
    uint32_t ticket = 0; // its place in the queue of that lock
    const takt_hard_lock* held[4] = {};

    [[nodiscard]] bool in_pass() const { return pass.is_alive(); }
};

enum class TaskState : uint8_t { absent, runnable, interruptible, uninterruptible, done };

/// An in-band task: the Linux half of a thread (same index), a helper, or the janitor (the last
/// one).
struct Task {
    Fiber fiber;
    TaskState state = TaskState::absent;
    uint8_t cpu = 0;
    uint8_t pc = 0; // of a helper
    bool signal_pending = false;
    bool preempt_off = false;
    bool woken = false; // since it last made up its mind to sleep
    uint8_t pins = 0;   // helpers at work on the thread
};

inline constexpr uint32_t first_helper = max_threads;
inline constexpr uint32_t janitor = max_threads + max_helpers;
inline constexpr uint32_t task_slots = janitor + 1;

struct World {
    uint64_t now_ns = 1000;
    int64_t real_offset_ns = 0;
    uint8_t last_cpu = 0; // that moved
    Cpu cpu[max_cpus];
    Task task[task_slots];
    takt_context context[max_threads];
    takt_thread* thread[max_threads] = {};
    takt_process* process[max_processes] = {};
    uint32_t handle[max_objects] = {};
    uint64_t variable[max_variables] = {};
    uint8_t memory[max_threads][user_bytes] = {};
    uint64_t mutex_word[max_processes][max_mutexes] = {};
    bool lazy_mapped[max_threads] = {};
    OracleState oracle;
};
static_assert(std::is_trivially_copyable_v<World>);

} // namespace takt::sim
