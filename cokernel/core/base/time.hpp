// SPDX-License-Identifier: GPL-2.0-only
// Owns the types of time: an instant, a duration, a clock, and a deadline that may be "never".
#pragma once

#include <compare>
#include <cstdint>

#include "base/limits.hpp"

namespace takt {

/// A span of time in ns, never negative.
struct Duration {
    uint64_t ns = 0;
    friend constexpr auto operator<=>(Duration, Duration) = default;
    constexpr Duration& operator+=(Duration other) {
        ns += other.ns;
        return *this;
    }
};

/// A point on a clock in ns. Which clock is the business of its holder; without a word it is
/// CLOCK_MONOTONIC.
struct Instant {
    uint64_t ns = 0;
    friend constexpr auto operator<=>(Instant, Instant) = default;

    [[nodiscard]] static constexpr Instant never() { return {limits::time_horizon_ns}; }
    [[nodiscard]] constexpr bool is_never() const { return ns >= limits::time_horizon_ns; }
};

/// Saturating: an instant beyond the horizon is "never", so that sums cannot wrap.
[[nodiscard]] constexpr Instant operator+(Instant at, Duration span) {
    if (at.is_never() || span.ns >= limits::time_horizon_ns - at.ns) {
        return Instant::never();
    }
    return {at.ns + span.ns};
}

/// The span from @p from to @p to, zero if @p to is not later.
[[nodiscard]] constexpr Duration elapsed(Instant from, Instant to) {
    return {to.ns > from.ns ? to.ns - from.ns : 0};
}

enum class Clock : uint8_t { monotonic = 0, realtime = 1 };
inline constexpr uint32_t clock_count = 2;

/// When something ends: an instant on a clock.
struct Deadline {
    Instant at = Instant::never();
    Clock clock = Clock::monotonic;

    [[nodiscard]] constexpr bool is_never() const { return at.is_never(); }
};

} // namespace takt
