// SPDX-License-Identifier: MIT
// Owns the clock: std::chrono at the edge, nanoseconds of CLOCK_MONOTONIC inside.
#pragma once

#include <chrono>

#include "takt/result.hpp"

namespace takt {

struct clock final {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    /// Context: any.  Cost: no call.
    [[nodiscard]] static time_point now() noexcept {
        return time_point(duration(static_cast<rep>(takt_now(TAKT_CLOCK_MONOTONIC))));
    }
};

namespace detail {

/// "until" of the C ABI. A time long past must not become 0, which means "do not wait".
inline uint64_t until(clock::time_point time) {
    const auto ns = time.time_since_epoch().count();
    return ns > 0 ? static_cast<uint64_t>(ns) : 1;
}

template<typename Rep, typename Period>
clock::time_point after(std::chrono::duration<Rep, Period> time) {
    return clock::now() + std::chrono::ceil<clock::duration>(time);
}

} // namespace detail

/// Sleep.  Context: rt.  Errors: EINTR, EPERM.
inline result<void> sleep_until(clock::time_point time) noexcept {
    return detail::checked(takt_sleep_until(detail::until(time), TAKT_CLOCK_MONOTONIC));
}

template<typename Rep, typename Period>
result<void> sleep_for(std::chrono::duration<Rep, Period> time) noexcept {
    return sleep_until(detail::after(time));
}

} // namespace takt
