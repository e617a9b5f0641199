// SPDX-License-Identifier: GPL-2.0-only
// Owns error codes and Result<T>: a value or an error, without exceptions.
#pragma once

#include <cstdint>

#include "base/check.hpp"

namespace takt {

/// Errors, numbered as Linux numbers them because they reach user space as minus that number.
enum class Error : int16_t {
    none = 0,
    not_permitted = 1,     // EPERM: the caller does not own it
    interrupted = 4,       // EINTR
    would_block = 11,      // EAGAIN: no wait was wanted
    table_full = 12,       // ENOMEM
    bad_address = 14,      // EFAULT
    busy = 16,             // EBUSY
    invalid = 22,          // EINVAL
    deadlock = 35,         // EDEADLK: it would wait for itself
    not_served = 38,       // ENOSYS
    chain_too_long = 40,   // ELOOP
    removed = 43,          // EIDRM: the object went away
    overflow = 75,         // EOVERFLOW
    message_size = 90,     // EMSGSIZE
    timed_out = 110,       // ETIMEDOUT
    stale = 116,           // ESTALE: the handle names nothing (any more)
    quota = 122,           // EDQUOT
    owner_dead = 130,      // EOWNERDEAD
    not_recoverable = 131, // ENOTRECOVERABLE
};

[[nodiscard]] constexpr int64_t to_abi(Error error) {
    return -static_cast<int64_t>(error);
}

template<typename T>
class [[nodiscard]] Result {
public:
    constexpr Result(T value) : value_{value} {}
    constexpr Result(Error error) : error_{error} {}

    [[nodiscard]] constexpr explicit operator bool() const { return error_ == Error::none; }
    [[nodiscard]] constexpr Error error() const { return error_; }

    /// Precondition: there is a value.
    [[nodiscard]] constexpr T operator*() const {
        TAKT_DEBUG_CHECK(error_ == Error::none);
        return value_;
    }

private:
    T value_{};
    Error error_ = Error::none;
};

} // namespace takt
