// SPDX-License-Identifier: MIT
// Owns printing from RT mode.
#pragma once

#include "takt/result.hpp"

namespace takt {

/// While it lives, log() prints; at its end all lines are out.
class log_printer final {
public:
    log_printer() { detail::created(takt_log_start(), "the log cannot be started"); }
    log_printer(const log_printer&) = delete;
    log_printer& operator=(const log_printer&) = delete;
    ~log_printer() { takt_log_stop(); }
};

/// printf to standard error, from any mode, without leaving RT mode. False: the line is lost.
template<typename... Arguments>
bool log(const char* format, Arguments... arguments) noexcept {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return takt_log(format, arguments...) == 0;
#pragma GCC diagnostic pop
}

} // namespace takt
