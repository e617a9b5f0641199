// SPDX-License-Identifier: GPL-2.0-only
// Owns what the tests of the life of RT threads share: memory, and threads that are busy for ever.
#pragma once

#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

void start(int priority = 50, int cpu = 0);

/// What a thread in RT mode does when its process is killed.
enum class Doing { sleeping, waiting, working, spinning };

/// In RT mode, for ever; one more step when it begins.
[[noreturn]] void be_busy(Doing doing);

bool has_two_cpus();

/// Whoever is on the CPU of a spinning thread stays there until the watchdog lets Linux in, and
/// finds it in Linux mode.
void stay_away_from(int cpu);

/// Linux was obeyed at once: in the end the watchdog (4 s) would have obeyed it. @p begin is when
/// it asked.
void expect_promptly(uint64_t begin, pid_t child);
