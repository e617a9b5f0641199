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
