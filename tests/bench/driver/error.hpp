// SPDX-License-Identifier: MIT
// Owns the bench's error type: every message names the cause and what to do about it.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

namespace takt::bench {

struct Error : std::runtime_error {
    template<typename... Args>
    explicit Error(fmt::format_string<Args...> format, Args&&... args)
        : std::runtime_error(fmt::format(format, std::forward<Args>(args)...)) {}
};

} // namespace takt::bench
