// SPDX-License-Identifier: GPL-2.0-only
// Owns the outcome of a service: what becomes of the thread that called it.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace takt {

struct [[nodiscard]] Outcome {
    enum class What : uint8_t {
        done,        // the call returns `value`
        blocked,     // whoever wakes the thread sets the result
        interrupted, // kicked before anything happened: execute the whole call again, in Linux
        go_linux,    // the call returns 0, in Linux
        not_served,  // no call of ours: Linux's
        unreadable,  // its input is not there: Linux brings it
    };

    What what;
    int64_t value;

    [[nodiscard]] static constexpr Outcome done(int64_t value) { return {What::done, value}; }
    [[nodiscard]] static constexpr Outcome failed(Error error) {
        return {What::done, to_abi(error)};
    }
    /// A call that could not be fetched.
    [[nodiscard]] static constexpr Outcome not_fetched(Error error) {
        switch (error) {
        case Error::not_served:
            return {What::not_served, 0};
        case Error::bad_address:
            return {What::unreadable, 0};
        default:
            return failed(error);
        }
    }
    [[nodiscard]] static constexpr Outcome blocked() { return {What::blocked, 0}; }
    [[nodiscard]] static constexpr Outcome interrupted() { return {What::interrupted, 0}; }
    [[nodiscard]] static constexpr Outcome go_linux() { return {What::go_linux, 0}; }
};

} // namespace takt
