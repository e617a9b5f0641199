// SPDX-License-Identifier: GPL-2.0-only
// Owns the timer: a place in a heap, and what to do when it expires.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace takt {

class Thread;
class TimerObject;

/// What an expiry means. A switch over this replaces a call through a pointer, so that the bound of
/// a pass can be read from the code.
enum class TimerKind : uint8_t { thread = 0, object = 1 };

/// Part of its subject, armed in the heaps of one CPU at most. Guarded by the lock of that CPU.
/// Zeroed memory is a timer that is not armed.
struct Timer {
    uint32_t place = 0; // index in the heap plus one, 0 if not armed
    Clock clock = Clock::monotonic;
    TimerKind kind = TimerKind::thread;

    [[nodiscard]] bool is_armed() const { return place != 0; }
};

struct ThreadTimer : Timer {
    Thread* thread = nullptr;
};

struct ObjectTimer : Timer {
    TimerObject* object = nullptr;
};

} // namespace takt
