// SPDX-License-Identifier: MIT
// Owns event flags: 31 bits that threads set, clear and wait for.
#pragma once

#include "takt/clock.hpp"

namespace takt {

enum class consume : bool { no, yes };

class event_flags final {
public:
    explicit event_flags(uint32_t initial = 0)
        : handle_(takt_flags_create(initial, 0), "event flags cannot be created") {}

    /// Context: any.
    [[nodiscard]] result<void> set(uint32_t mask) noexcept {
        return detail::checked(takt_flags_set(handle_.get(), mask));
    }
    /// Returns the flags as they were.  Context: any.
    result<uint32_t> clear(uint32_t mask) noexcept {
        return flags(takt_flags_clear(handle_.get(), mask));
    }
    [[nodiscard]] result<uint32_t> read() const noexcept {
        return flags(takt_flags_read(handle_.get()));
    }

    /// Wait for one or for all of @p mask; returns the flags seen.  Context: rt; may switch.
    /// Errors: EINTR.
    result<uint32_t> wait_any(uint32_t mask, consume how = consume::no) noexcept {
        return wait(mask, TAKT_FLAGS_ANY, how, TAKT_FOREVER);
    }
    result<uint32_t> wait_all(uint32_t mask, consume how = consume::no) noexcept {
        return wait(mask, TAKT_FLAGS_ALL, how, TAKT_FOREVER);
    }
    /// The same until a time.  Errors: ETIMEDOUT.
    result<uint32_t> wait_any_until(uint32_t mask, clock::time_point time,
                                    consume how = consume::no) noexcept {
        return wait(mask, TAKT_FLAGS_ANY, how, detail::until(time));
    }
    result<uint32_t> wait_all_until(uint32_t mask, clock::time_point time,
                                    consume how = consume::no) noexcept {
        return wait(mask, TAKT_FLAGS_ALL, how, detail::until(time));
    }

private:
    static result<uint32_t> flags(int64_t seen) {
        return seen >= 0 ? result<uint32_t>(static_cast<uint32_t>(seen))
                         : result<uint32_t>(error(seen));
    }
    result<uint32_t> wait(uint32_t mask, uint32_t mode, consume how, uint64_t until) noexcept {
        const uint32_t consuming = how == consume::yes ? TAKT_FLAGS_CONSUME : 0;
        return flags(
            takt_flags_wait(handle_.get(), mask, mode | consuming, until, TAKT_CLOCK_MONOTONIC));
    }

    detail::handle handle_;
};

} // namespace takt
