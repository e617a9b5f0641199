// SPDX-License-Identifier: GPL-2.0-only
// Implements what the tests of the life of RT threads share.
#include "busy.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>

using rt::shared;
using rt::takt;

void start(int priority, int cpu) {
    rt::start_process();
    rt::attach({.priority = priority, .cpu = cpu});
}

void be_busy(Doing doing) {
    const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, 0));
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    ++shared().step;
    for (;;) {
        switch (doing) {
        case Doing::sleeping:
            rt::sleep_until(rt::now() + 3600000 * rt::ms);
            break;
        case Doing::waiting:
            takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER);
            break;
        case Doing::working:
            rt::sleep_until(rt::now() + 100000);
            ++shared().count;
            break;
        case Doing::spinning:
            ++shared().count;
            break;
        }
    }
}

bool has_two_cpus() {
    return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

void stay_away_from(int cpu) {
    rt::bind(cpu == 0 && has_two_cpus() ? 1 : 0);
}

void expect_promptly(uint64_t begin, pid_t child) {
    const bool late = rt::now() - begin > 2500 * rt::ms;
    if (late) {
        kill(child, SIGKILL); // or it would spin for ever, in Linux mode
    }
    EXPECT(!late);
}
