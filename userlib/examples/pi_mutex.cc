// SPDX-License-Identifier: MIT
// Priority inheritance: while an urgent thread waits for a mutex, its holder runs with the urgent
// priority, so that the thread in the middle, which never touches the mutex, cannot delay it.
#include <cstdio>
#include <exception>
#include <mutex>

#include "takt/takt.hpp"

using namespace std::chrono_literals;

namespace {

void work_for(takt::clock::duration time) {
    for (const auto end = takt::clock::now() + time; takt::clock::now() < end;) {
    }
}

} // namespace

int main() try {
    takt::attach_this_thread();
    takt::mutex mutex;
    takt::counting_semaphore go_high(0), go_middle(0);
    takt::clock::duration waited{};

    // All on one CPU: only there priorities decide. The urgent ones wait until the mutex is held.
    takt::jthread high({.priority = 30, .cpu = 0, .name = "high"}, [&] {
        go_high.acquire();
        const auto before = takt::clock::now();
        std::scoped_lock lock(mutex);
        waited = takt::clock::now() - before;
    });
    takt::jthread middle({.priority = 20, .cpu = 0, .name = "middle"}, [&] {
        go_middle.acquire();
        work_for(50ms);
    });
    takt::jthread low({.priority = 10, .cpu = 0, .name = "low"}, [&] {
        std::scoped_lock lock(mutex);
        go_high.release();   // runs at once, and lends its priority when it waits
        go_middle.release(); // is of lesser urgency than that
        work_for(5ms);
    });
    high.join();
    printf("high waited %ld us for a mutex held for 5 ms, beside 50 ms of work of lesser urgency\n",
           static_cast<long>(waited.count() / 1000));
} catch (const std::exception& failure) {
    fprintf(stderr, "%s\n", failure.what());
    return 1;
}
