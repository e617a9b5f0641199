// SPDX-License-Identifier: GPL-2.0-only
// Owns what the tests of calls in RT mode share.
#pragma once

#include <cerrno>

#include "rt.hpp"

inline void start() {
    rt::start_process();
    rt::attach();
}

inline void into_rt() {
    EXPECT(rt::takt(TAKT_CALL_GO_RT) == 0);
    EXPECT(rt::in_rt());
}
