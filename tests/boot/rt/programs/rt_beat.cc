// SPDX-License-Identifier: GPL-2.0-only
// Wake-up latency beside a timer of Linux's on the same CPU, which comes 1 ns later each time: at
// every distance from the deadline, before and after. Usage: rt_beat MAX_NS
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

namespace {

using rt::shared;

constexpr uint64_t period = 127000;
constexpr int span = 3000; // in ns before and after

/// In Linux; one more step each time it wakes.
[[noreturn]] void beat(uint64_t first) {
    prctl(PR_SET_TIMERSLACK, 1);
    for (uint64_t k = 0;; ++k) {
        const uint64_t at = first - span + k * (period + 1);
        const timespec until{static_cast<time_t>(at / 1000000000),
                             static_cast<long>(at % 1000000000)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
        ++shared().step;
    }
}

} // namespace

int main(int argc, char** argv) {
    const long limit = argc > 1 ? strtol(argv[1], nullptr, 0) : 800;
    shared();
    const uint64_t first = rt::now() + 50 * rt::ms;
    const pid_t other = rt::start_child([=] { beat(first); });
    rt::start_process();
    rt::attach({.priority = 80});
    rt::sleep_until(first - rt::ms);
    EXPECT(rt::now() < first);
    const uint64_t bounces = rt::bounces();
    int64_t worst = 0;
    int worst_at = 0;
    for (int k = 0; k < 2 * span; ++k) {
        const uint64_t next = first + static_cast<uint64_t>(k) * period;
        rt::sleep_until(next);
        const int64_t late = static_cast<int64_t>(rt::now() - next);
        if (late > worst) {
            worst = late;
            worst_at = k - span;
        }
    }
    EXPECT(rt::in_rt() && rt::bounces() == bounces);
    rt::detach();
    kill(other, SIGKILL);
    printf("TAKT-NOTE: %d deadlines, %d wake-ups in Linux, from %d ns before them to %d after\n",
           2 * span, shared().step.load(), span, span);
    printf("TAKT-NOTE: at most %ld ns late, beside the one at %+d ns\n", worst, worst_at);
    EXPECT(shared().step >= 2 * span - 10);
    EXPECT(worst <= limit);
    return 0;
}
