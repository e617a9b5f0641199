// SPDX-License-Identifier: GPL-2.0-only
// Owns scenarios: the programs of a few threads and of Linux, as data for the simulator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "seam/core.h"
#include "uapi/takt.h"

namespace takt::sim {

/// One step of a program. Objects are named by their index in Scenario::objects.
struct Operation {
    enum class Kind : uint8_t {
        call,       // number, object(s), arguments: a call of the core
        enter,      // Linux: harden without a request
        foreign,    // a system call that only Linux serves
        fault,      // an exception that only Linux handles
        spin,       // compute until somebody takes the CPU away for good (a kick ends it)
        burn,       // compute for `value` ns
        set,        // variable[object] = value
        wait_while, // call COND_WAIT again and again while variable[second] == value
        hold,       // helper: wait until variable[object] == value
        signal,     // helper: send a signal to thread `object`
        kick,       // helper: kick thread `object` for reason `value`
        sched,      // helper: give thread `object` priority `value` (0: WEAK), from Linux
        clock_set,  // helper: move CLOCK_REALTIME by `value`
        info,       // helper: take a snapshot of thread `object`
    };
    static constexpr uint8_t no_object = 0xff;

    Kind kind = Kind::call;
    uint32_t number = 0;
    uint8_t object = no_object; // replaces arg[0] of a call by the object's handle
    uint8_t second = no_object; // and arg[1]
    uint64_t arg[6] = {};
    uint64_t value = 0;
    bool by_word = false; // a call on a mutex: tried by its word first, as libtakt does
};

using Program = std::vector<Operation>;

struct ThreadSpec {
    uint32_t cpu = 0;
    uint32_t priority = 10; // 0: WEAK
    uint64_t slice_ns = 0;  // not 0: RR
    Program program;
    uint32_t process = 0;
};

struct HelperSpec {
    uint32_t cpu = 0;
    Program program;
};

struct ObjectSpec {
    uint32_t create; // a TAKT_CALL_*_CREATE
    uint64_t arg[3] = {};
};

struct Scenario {
    std::string name;
    std::string what; // one line: what it is there to break
    uint32_t cpus = 2;
    std::vector<ObjectSpec> objects;
    std::vector<ThreadSpec> threads;
    std::vector<HelperSpec> helpers;
    uint64_t watchdog_ns = 0;
    bool may_spin = false;  // a thread may spin for ever, if no signal is pending for it
    bool scribbles = false; // processes write anything to the words of their mutexes
    uint32_t bound = 2;     // preemptions that the exhaustive exploration allows by default
};

[[nodiscard]] const std::vector<Scenario>& all_scenarios();
[[nodiscard]] const Scenario* find_scenario(const std::string& name);

/// What an operation reads like in a trace.
[[nodiscard]] std::string describe(const Operation& operation);

} // namespace takt::sim
