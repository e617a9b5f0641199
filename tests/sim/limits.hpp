// SPDX-License-Identifier: GPL-2.0-only
// Owns the sizes of the simulated machine.
#pragma once

#include <cstdint>

namespace takt::sim {

inline constexpr uint32_t max_cpus = 4;
inline constexpr uint32_t max_threads = 6;
inline constexpr uint32_t max_helpers = 4;
inline constexpr uint32_t max_tasks = max_threads + max_helpers;
inline constexpr uint32_t max_processes = 2;
inline constexpr uint32_t max_objects = 8;
inline constexpr uint32_t max_mutexes = 8;
inline constexpr uint32_t max_variables = 4;
inline constexpr uint32_t max_operations = 24; // of one program
inline constexpr uint8_t nobody = 0xff;

/// User memory of a thread: one mapped page that starts here, then one that Linux maps at first
/// touch.
inline constexpr uint64_t user_base = 0x10000;
inline constexpr uint64_t user_stride = 0x10000;
inline constexpr uint64_t user_bytes = 64;

} // namespace takt::sim
