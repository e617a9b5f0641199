// SPDX-License-Identifier: GPL-2.0-only
// Owns what the tests of calls in RT mode share.
#pragma once

#include <cerrno>
#include <thread>

#include "rt.hpp"

inline void start() {
    rt::start_process();
    rt::attach();
}

inline void into_rt() {
    EXPECT(rt::takt(TAKT_CALL_GO_RT) == 0);
    EXPECT(rt::in_rt());
}

/// A second RT thread that does @p body.
template<typename Body>
std::thread rt_thread(int priority, int cpu, Body body) {
    return std::thread([=] {
        rt::attach({.priority = priority, .cpu = cpu});
        body();
        rt::detach();
    });
}
