// SPDX-License-Identifier: GPL-2.0-only
// Owns how the slots of messages are shared out: a queue gets whole units of them, so that to make
// and to close a queue costs the same few instructions, whatever its size.
#pragma once

#include <bit>
#include <cstdint>

#include "base/limits.hpp"
#include "base/loop_bound.hpp"
#include "uapi/takt.h"

namespace takt {

inline constexpr uint32_t messages_per_unit = (limits::messages + 63) / 64;
inline constexpr uint32_t message_units = limits::messages / messages_per_unit;
static_assert(message_units <= 64 && message_units * messages_per_unit == limits::messages,
              "units are the bits of a word, and all slots are in one");

/// A set of units. Zeroed memory is the empty set.
class MessageUnits {
public:
    [[nodiscard]] static constexpr MessageUnits all() {
        return MessageUnits{~uint64_t{0} >> (64 - message_units)};
    }

    constexpr MessageUnits() = default;

    [[nodiscard]] bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] bool operator==(const MessageUnits&) const = default;

    /// Precondition: it is not empty.
    [[nodiscard]] uint32_t first() const { return static_cast<uint32_t>(std::countr_zero(bits_)); }
    void drop_first() { bits_ &= bits_ - 1; }

    /// Take out as many units as @p messages need. Empty if there are too few: then all stay.
    [[nodiscard]] MessageUnits take(uint32_t messages) {
        uint64_t left = bits_;
        LoopBound<(TAKT_QUEUE_MESSAGES_MAX + messages_per_unit - 1) / messages_per_unit> units;
        for (uint32_t room = 0; room < messages; room += messages_per_unit) {
            units.step();
            if (left == 0) {
                return {};
            }
            left &= left - 1;
        }
        const MessageUnits taken{bits_ & ~left};
        bits_ = left;
        return taken;
    }

    /// Precondition: none of @p units is in it.
    void add(MessageUnits units) { bits_ |= units.bits_; }

private:
    explicit constexpr MessageUnits(uint64_t bits) : bits_{bits} {}

    uint64_t bits_ = 0;
};

} // namespace takt
