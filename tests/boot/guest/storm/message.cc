// SPDX-License-Identifier: GPL-2.0-only
// The one place where the formatting library's code is compiled, next to main.cc.
#define FMT_HEADER_ONLY
#include <fmt/format.h>

#include "message.hpp"

namespace storm {

std::string format_text(fmt::string_view format, fmt::format_args arguments) {
    return fmt::vformat(format, arguments);
}

} // namespace storm
