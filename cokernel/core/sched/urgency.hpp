// SPDX-License-Identifier: GPL-2.0-only
// Owns urgency: the total order in which scheduling contexts and waiters are served.
#pragma once

#include <compare>
#include <cstdint>

#include "base/time.hpp"

namespace takt {

/// Bands in strict order, each above all that follow.
enum class Band : uint8_t {
    edf = 0,   // E: reservations by absolute deadline; the queue is there, admission comes later
    fixed = 1, // L: FIFO and RR, priorities 1..99
    weak = 2,  // threads of Linux that wait on RT objects
    root = 3,  // Linux itself
};

inline constexpr uint32_t priority_min = 1;
inline constexpr uint32_t priority_max = 99;

/// One number, so that comparing is one instruction: less is more urgent. Band in the two top bits,
/// below it the absolute deadline (E), 99 minus the priority (L), or the last level (WEAK).
struct Urgency {
    uint64_t key;
    friend constexpr auto operator<=>(Urgency, Urgency) = default;

    static constexpr uint32_t band_shift = 62;
    /// Of L and WEAK, in one count.
    static constexpr uint32_t levels = 128;

    [[nodiscard]] static constexpr Urgency of(Band band, uint64_t within) {
        return {static_cast<uint64_t>(band) << band_shift | within};
    }
    [[nodiscard]] static constexpr Urgency edf(Instant deadline) {
        return of(Band::edf, deadline.ns < limits::time_horizon_ns ? deadline.ns
                                                                   : limits::time_horizon_ns - 1);
    }
    /// Precondition: priority_min <= priority <= priority_max.
    [[nodiscard]] static constexpr Urgency fixed(uint32_t priority) {
        return of(Band::fixed, priority_max - priority);
    }
    [[nodiscard]] static constexpr Urgency weak() { return of(Band::weak, levels - 1); }
    [[nodiscard]] static constexpr Urgency root() { return of(Band::root, 0); }

    [[nodiscard]] constexpr Band band() const { return static_cast<Band>(key >> band_shift); }
    [[nodiscard]] constexpr uint64_t within() const {
        return key & ((uint64_t{1} << band_shift) - 1);
    }
    /// Precondition: L or WEAK.
    [[nodiscard]] constexpr uint32_t level() const {
        return static_cast<uint32_t>(key) & (levels - 1);
    }
    [[nodiscard]] constexpr bool is_more_urgent_than(Urgency other) const {
        return key < other.key;
    }
};

} // namespace takt
