// SPDX-License-Identifier: MIT
// An RT thread hands samples to a Linux thread, which may do what it likes with them. The RT side
// never leaves RT mode: its bounce counter proves it.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "takt/takt.hpp"

using namespace std::chrono_literals;

namespace {

struct Sample {
    int number;
    int64_t late_ns;
};

constexpr int samples = 50;

} // namespace

int main() try {
    takt::attach_this_thread(); // SCHED_OTHER: waits in the co-kernel, lives in Linux
    takt::channel<Sample> channel(64);
    takt::log_printer printer;
    uint64_t bounces = 0;

    takt::jthread producer({.priority = 60, .name = "producer"}, [&] {
        const auto start = takt::clock::now() + 1ms;
        takt::periodic beat(start, 1ms);
        for (int number = 0; number < samples; ++number) {
            if (!beat.wait_next()) {
                takt::log("release %d failed", number);
            }
            const auto late = takt::clock::now() - (start + number * 1ms);
            if (!channel.try_send({number, late.count()})) {
                takt::log("sample %d is lost: the Linux side is too slow", number);
            }
        }
        takt::log("the last sample is out");
        bounces = takt::bounces();
    });
    int64_t worst = 0;
    for (int number = 0; number < samples; ++number) {
        Sample sample{};
        channel.receive(sample);
        worst = std::max(worst, sample.late_ns);
    }
    producer.join();
    printf("%d samples, the latest %ld ns late; the RT thread was taken out of RT mode %lu times\n",
           samples, static_cast<long>(worst), static_cast<unsigned long>(bounces));
    return bounces == 0 ? 0 : 1;
} catch (const std::exception& failure) {
    fprintf(stderr, "%s\n", failure.what());
    return 1;
}
