// SPDX-License-Identifier: MIT
// Owns periodic release of the calling thread, and timers that any thread can wait for.
#pragma once

#include "takt/clock.hpp"

namespace takt {

/// Releases the thread that made it at start, start + period, ...
class periodic final {
public:
    explicit periodic(clock::duration period) : periodic(clock::now() + period, period) {}
    periodic(clock::time_point start, clock::duration period) {
        const auto ns = period.count() > 0 ? static_cast<uint64_t>(period.count()) : 0;
        detail::created(takt_period_set(detail::until(start), ns, TAKT_CLOCK_MONOTONIC),
                        "the period cannot be set");
    }
    /// Wait for the next release; returns how many were missed.  Context: rt; may switch.  Errors:
    /// EINTR.
    result<uint64_t> wait_next() noexcept {
        const int64_t missed = takt_period_wait();
        return missed >= 0 ? result<uint64_t>(static_cast<uint64_t>(missed))
                           : result<uint64_t>(error(missed));
    }
};

class timer final {
public:
    timer() : handle_(takt_timer_create(0), "a timer cannot be created") {}

    /// Expire at @p first, and then every @p interval (0: once).  Context: any.
    [[nodiscard]] result<void> set(clock::time_point first,
                                   clock::duration interval = {}) noexcept {
        return detail::checked(takt_timer_set(handle_.get(), detail::until(first),
                                              static_cast<uint64_t>(interval.count()),
                                              TAKT_CLOCK_MONOTONIC));
    }
    /// Was it armed?  Context: any.
    bool cancel() noexcept { return takt_timer_cancel(handle_.get()) > 0; }
    /// Returns the expiries since the last wait.  Context: rt; may switch.  Errors: EINTR,
    /// ETIMEDOUT.
    result<uint64_t> wait() noexcept { return wait_raw(TAKT_FOREVER); }
    result<uint64_t> wait_until(clock::time_point time) noexcept {
        return wait_raw(detail::until(time));
    }

private:
    result<uint64_t> wait_raw(uint64_t until) noexcept {
        const int64_t count = takt_timer_wait(handle_.get(), until, TAKT_CLOCK_MONOTONIC);
        return count >= 0 ? result<uint64_t>(static_cast<uint64_t>(count))
                          : result<uint64_t>(error(count));
    }
    detail::handle handle_;
};

} // namespace takt
