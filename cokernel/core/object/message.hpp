// SPDX-License-Identifier: GPL-2.0-only
// Owns the message: a bounded block of bytes that is copied in and copied out.
#pragma once

#include <cstdint>

#include "base/list.hpp"
#include "uapi/takt.h"

namespace takt {

inline constexpr uint32_t message_bytes_max = TAKT_QUEUE_BYTES_MAX;
inline constexpr uint32_t message_priorities = TAKT_QUEUE_PRIORITY_MAX + 1;

struct Message {
    uint32_t bytes = 0;
    uint32_t priority = 0;
    alignas(8) uint8_t data[message_bytes_max];

    /// Copies only what is used. Bounded by message_bytes_max.
    void copy_from(const Message& other) {
        bytes = other.bytes;
        priority = other.priority;
        __builtin_memcpy(data, other.data, bytes);
    }
};

/// A message in the buffer of a queue.
struct MessageSlot : ListNode {
    Message message;
};

} // namespace takt
