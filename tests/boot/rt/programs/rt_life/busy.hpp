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

/// Expects, at its end, that Linux was obeyed at once: in the end the watchdog (4 s) would have obeyed it.
class Promptly {
public:
    Promptly() = default;
    ~Promptly() { EXPECT(rt::now() - begin_ < 2500 * rt::ms); }
    Promptly(const Promptly&) = delete;
    Promptly& operator=(const Promptly&) = delete;

private:
    uint64_t begin_ = rt::now();
};
