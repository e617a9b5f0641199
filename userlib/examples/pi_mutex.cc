// SPDX-License-Identifier: MIT
// Priority inheritance: while an urgent thread waits for a mutex, its holder runs with the urgent priority, so that
// the thread in the middle, which never touches the mutex, cannot delay it.
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
    takt::counting_semaphore held(0);
    takt::clock::duration waited{};

    // All on one CPU: only there priorities decide.
    takt::jthread low({.priority = 10, .cpu = 0, .name = "low"}, [&] {
        std::scoped_lock lock(mutex);
        held.release();
        work_for(5ms);
    });
    held.acquire();
    takt::jthread high({.priority = 30, .cpu = 0, .name = "high"}, [&] {
        const auto before = takt::clock::now();
        std::scoped_lock lock(mutex);
        waited = takt::clock::now() - before;
    });
    takt::jthread middle({.priority = 20, .cpu = 0, .name = "middle"}, [&] { work_for(50ms); });
    high.join();
    printf("high waited %ld us for a mutex held for 5 ms, beside 50 ms of work of lesser urgency\n",
           static_cast<long>(waited.count() / 1000));
} catch (const std::exception& failure) {
    fprintf(stderr, "%s\n", failure.what());
    return 1;
}
