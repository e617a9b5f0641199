// SPDX-License-Identifier: MIT
// A periodic RT task in twenty lines: 100 releases, 1 ms apart, and what became of them.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "takt/takt.hpp"

using namespace std::chrono_literals;

int main() try {
    int64_t missed = 0;
    takt::clock::duration latest{};
    takt::thread_attributes attributes{.priority = 80, .cpu = 0, .name = "beat"};
    takt::jthread task(attributes, [&] {
        const auto start = takt::clock::now() + 1ms;
        takt::periodic beat(start, 1ms);
        for (int release = 0; release < 100; ++release) {
            missed += static_cast<int64_t>(beat.wait_next().value_or(0)); // RT mode begins here
            latest = std::max(latest, takt::clock::now() - (start + (release + missed) * 1ms));
        }
    });
    task.join();
    printf("100 releases, %ld missed, the latest woke %ld ns after its time\n",
           static_cast<long>(missed), static_cast<long>(latest.count()));
} catch (const std::exception& failure) {
    fprintf(stderr, "%s\n", failure.what()); // says what to do about it
    return 1;
}
