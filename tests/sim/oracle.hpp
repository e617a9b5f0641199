// SPDX-License-Identifier: GPL-2.0-only
// Owns the behavioural reference: what each call may return, told from the calls alone.
#pragma once

#include <cstdint>

#include "limits.hpp"
#include "scenario.hpp"

namespace takt::sim {

/// What the oracle remembers. Part of the world, so plain memory; it knows nothing of the core.
struct OracleState {
    struct Mutex {
        uint8_t holder = nobody;
        uint8_t depth = 0;
    };
    struct Counter {
        int32_t put = 0;   // posts or messages whose call has begun
        int32_t done = 0;  // ... whose call has succeeded
        int32_t taken = 0; // waits or receptions that have succeeded
    };
    struct Message {
        bool issued = false;
        bool sent = false;
        bool received = false;
    };
    Mutex mutex[max_objects];
    Counter counter[max_objects];
    uint64_t flags_ever[max_objects] = {}; // bits that were set at some time
    uint64_t timer_first[max_objects] = {};
    uint64_t timer_interval[max_objects] = {};
    uint64_t timer_expiries[max_objects] = {}; // handed out since it was set
    uint8_t timer_sets[max_objects] = {};      // calls that set or cancel it, begun
    uint8_t timer_sets_seen[max_threads] = {}; // ... when this thread began to wait
    bool inconsistent[max_objects] = {}; // a mutex whose owner died, not made consistent since
    Message message[max_threads][max_operations];
    uint8_t last_message[max_threads][max_threads] = {}; // by receiver and sender: last pc + 1 seen
    uint8_t best_sent[max_threads] =
        {}; // highest priority + 1 in the queue when it began to receive
    int32_t taken_before[max_threads] = {}; // waits that had succeeded when its post began
    uint64_t period_start[max_threads] = {};
    uint64_t period[max_threads] = {};
    uint64_t releases[max_threads] = {};
    uint8_t releasing[max_threads] =
        {};                            // depth at which an unlock or a COND_WAIT gave up the mutex
    bool closed[max_objects] = {};     // CLOSE has begun
    bool gone[max_objects] = {};       // ... and has returned
    bool too_late[max_threads] = {};   // its call began after that
    bool owner_died[max_objects] = {}; // a thread ended that held this mutex
};

/// One simulated call as the program sees it.
struct CallView {
    uint8_t thread;
    uint8_t pc;
    const Operation& operation;
    uint64_t now_ns;
    int64_t real_offset_ns;
};

/// Judges calls. Every complaint is a constant string that names the invariant, nullptr means fine.
class Oracle {
public:
    Oracle(const Scenario& scenario, OracleState& state) : scenario_{scenario}, state_{state} {}

    void on_issue(const CallView& call);
    [[nodiscard]] const char* on_return(const CallView& call, int64_t result,
                                        const uint8_t* memory);

    /// @p thread ends, perhaps with mutexes locked.
    void on_thread_end(uint8_t thread);

    /// All programs have ended: nothing that was put may be missing.
    [[nodiscard]] const char* at_end() const;

private:
    [[nodiscard]] const char* mutex_locked(const CallView& call, uint8_t object);
    [[nodiscard]] const char* on_mutex(const CallView& call, int64_t result);
    [[nodiscard]] const char* on_cond(const CallView& call, int64_t result);
    [[nodiscard]] const char* on_semaphore(const CallView& call, int64_t result);
    [[nodiscard]] const char* on_flags(const CallView& call, int64_t result);
    [[nodiscard]] const char* on_queue(const CallView& call, int64_t result, const uint8_t* memory);
    [[nodiscard]] uint8_t best_sent(uint8_t queue) const;
    [[nodiscard]] bool has_one_receiver(uint8_t queue) const;
    [[nodiscard]] const char* on_time(const CallView& call, int64_t result);

    const Scenario& scenario_;
    OracleState& state_;
};

} // namespace takt::sim
