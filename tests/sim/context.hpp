// SPDX-License-Identifier: GPL-2.0-only
// Owns the simulated user context of a thread: what the platform keeps behind struct takt_context.
#pragma once

#include <cstdint>

#include "seam/context.h"

/// A program counter and a result register stand for the registers of a real thread.
struct takt_context {
    uint8_t thread = 0;
    uint8_t pc = 0;
    bool issued = false;  // its call was made, perhaps in several attempts
    bool in_call = false; // inside a system call whose result the program has not seen
    bool result_set = false;
    bool restart = false;     // the call executes again in RT mode
    bool handed_back = false; // complete for Linux
    bool rt = false;          // the RT half owns it, as the platform saw it last
    uint8_t live_on = 0xff;   // the CPU whose registers hold it, 0xff: it is in memory
    bool wake_posted = false;
    takt_handback how = TAKT_HANDBACK_REWIND;
    int64_t result = 0;
};
