// SPDX-License-Identifier: GPL-2.0-only
// Texts of messages. Only message.cc contains the formatting itself, because the library's
// header-only form is slow to compile and Debian has no static one.
#pragma once

#include <fmt/core.h>

#include <string>

namespace storm {

std::string format_text(fmt::string_view format, fmt::format_args arguments);

template<typename... Args>
std::string text(fmt::format_string<Args...> format, Args&&... args) {
    return format_text(format, fmt::make_format_args(args...));
}

} // namespace storm
