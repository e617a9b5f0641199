// SPDX-License-Identifier: MIT
// Owns how calls report failure: a value or an error, never an exception, never an allocation.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "takt/takt.h"

namespace takt {

/// A Linux error number, put into words by message().
class error final {
public:
    explicit constexpr error(int64_t result) : number_(static_cast<int>(-result)) {}
    [[nodiscard]] constexpr int number() const { return number_; }
    [[nodiscard]] const char* message() const { return takt_error_text(-number_); }
    friend constexpr bool operator==(error, error) = default;

private:
    int number_;
};

/// A value of a trivial type, or an error.
template<typename T>
class [[nodiscard]] result final {
public:
    constexpr result(T value) : value_(value), error_(0) {}
    constexpr result(takt::error failure) : value_(), error_(-int64_t{failure.number()}) {}

    [[nodiscard]] constexpr bool ok() const { return error_.number() == 0; }
    constexpr explicit operator bool() const { return ok(); }
    /// Precondition: ok().
    [[nodiscard]] constexpr const T& operator*() const { return value_; }
    [[nodiscard]] constexpr const T* operator->() const { return &value_; }
    [[nodiscard]] constexpr T value_or(T other) const { return ok() ? value_ : other; }
    [[nodiscard]] constexpr takt::error error() const { return error_; }

private:
    T value_;
    takt::error error_;
};

template<>
class [[nodiscard]] result<void> final {
public:
    constexpr result() : error_(0) {}
    constexpr result(takt::error failure) : error_(failure) {}

    [[nodiscard]] constexpr bool ok() const { return error_.number() == 0; }
    constexpr explicit operator bool() const { return ok(); }
    [[nodiscard]] constexpr takt::error error() const { return error_; }

private:
    takt::error error_;
};

namespace detail {

/// Creation is no real-time path: it reports by exception, as the standard's constructors do.
inline uint32_t created(int64_t handle, const char* what) {
    if (handle < 0) {
        throw std::system_error(static_cast<int>(-handle), std::generic_category(),
                                std::string("takt: ") + what + ": " + takt_error_text(handle));
    }
    return static_cast<uint32_t>(handle);
}

/// A mistake in the program where the standard's interface has no way to report one.
[[noreturn]] inline void fatal(const char* what, int64_t error) {
    fprintf(stderr, "takt: fatal: %s: %s\n", what, takt_error_text(error));
    abort();
}

inline result<void> checked(int64_t value) {
    return value >= 0 ? result<void>() : result<void>(error(value));
}

/// Owns a handle: closes it at the end.
class handle final {
public:
    handle(int64_t value, const char* what) : value_(created(value, what)) {}
    handle(handle&& other) noexcept : value_(std::exchange(other.value_, 0)) {}
    handle& operator=(handle&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    handle(const handle&) = delete;
    handle& operator=(const handle&) = delete;
    ~handle() {
        if (value_ != 0) {
            takt_close(value_);
        }
    }
    [[nodiscard]] uint32_t get() const { return value_; }

private:
    uint32_t value_;
};

} // namespace detail
} // namespace takt
