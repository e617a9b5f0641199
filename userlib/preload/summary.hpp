// SPDX-License-Identifier: MIT
// Owns what a program under `takt run` did in RT mode, summed over its threads.
#pragma once

#include <cstdint>

#include "takt/takt.h"

namespace takt::preload {

/// Once, at the start of the process.
void open_output();
/// Account for the calling thread from now on.
void thread_begins();
/// The calling thread ends: its figures join the sum. Leaves RT mode.
void thread_ends();
/// After fork(): the parent's threads are not here.
void forget_all();
/// Print to standard error, and as JSON to the file that TAKT_RUN_SUMMARY names.
void print();

} // namespace takt::preload
