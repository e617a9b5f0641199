// SPDX-License-Identifier: GPL-2.0-only
// Owns every table size and loop bound of the core; a build may set smaller ones by -DTAKT_LIMIT_*.
#pragma once

#include <cstddef>
#include <cstdint>

#ifndef TAKT_LIMIT_CPUS
#define TAKT_LIMIT_CPUS 8
#endif
#ifndef TAKT_LIMIT_PROCESSES
#define TAKT_LIMIT_PROCESSES 64
#endif
#ifndef TAKT_LIMIT_THREADS
#define TAKT_LIMIT_THREADS 256
#endif
#ifndef TAKT_LIMIT_MUTEXES
#define TAKT_LIMIT_MUTEXES 512
#endif
#ifndef TAKT_LIMIT_CONDS
#define TAKT_LIMIT_CONDS 256
#endif
#ifndef TAKT_LIMIT_SEMAPHORES
#define TAKT_LIMIT_SEMAPHORES 256
#endif
#ifndef TAKT_LIMIT_FLAGS
#define TAKT_LIMIT_FLAGS 128
#endif
#ifndef TAKT_LIMIT_QUEUES
#define TAKT_LIMIT_QUEUES 64
#endif
#ifndef TAKT_LIMIT_TIMERS
#define TAKT_LIMIT_TIMERS 512
#endif
#ifndef TAKT_LIMIT_MESSAGES
#define TAKT_LIMIT_MESSAGES 1024
#endif
#ifndef TAKT_LIMIT_ARMED_TIMERS
#define TAKT_LIMIT_ARMED_TIMERS 1024
#endif

namespace takt::limits {

inline constexpr uint32_t cpus = TAKT_LIMIT_CPUS;
inline constexpr uint32_t processes = TAKT_LIMIT_PROCESSES;
inline constexpr uint32_t threads = TAKT_LIMIT_THREADS;
inline constexpr uint32_t mutexes = TAKT_LIMIT_MUTEXES;
inline constexpr uint32_t conds = TAKT_LIMIT_CONDS;
inline constexpr uint32_t semaphores = TAKT_LIMIT_SEMAPHORES;
inline constexpr uint32_t flags = TAKT_LIMIT_FLAGS;
inline constexpr uint32_t queues = TAKT_LIMIT_QUEUES;
inline constexpr uint32_t timers = TAKT_LIMIT_TIMERS;
inline constexpr uint32_t messages = TAKT_LIMIT_MESSAGES;

/// Places in each of the two timer heaps of a CPU. Every thread has one timer and every timer
/// object one, so with this bound arming a timer cannot fail.
inline constexpr uint32_t armed_timers = TAKT_LIMIT_ARMED_TIMERS;
static_assert(threads + timers <= armed_timers);

/// Longest donation chain, counted in links blocked_on -> owner.
inline constexpr uint32_t chain_links = 8;

/// Timers that one pass may expire, waiters that one step may move, handbacks that one dispatch may
/// make: what is left over is done in the next pass, which is asked for by an IPI to the own CPU.
inline constexpr uint32_t expiries_per_pass = 4;
inline constexpr uint32_t waiters_per_step = 4;
inline constexpr uint32_t handbacks_per_pass = 4;

/// Height of a balanced tree of all threads or of all mutexes: 1.44 * log2(n + 2), rounded up.
inline constexpr uint32_t tree_height = 16;
static_assert(threads <= 4096 && mutexes <= 4096 && "tree_height holds for 4096 nodes at most");

/// Relative and absolute times above this are not distinguished from "never".
inline constexpr uint64_t time_horizon_ns = uint64_t{1} << 62;

} // namespace takt::limits
