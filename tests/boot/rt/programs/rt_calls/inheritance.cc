// SPDX-License-Identifier: GPL-2.0-only
// Priority inheritance: the classical inversion does not happen.
#include "tests.hpp"

#include <atomic>
#include <cerrno>
#include <thread>

#include "common.hpp"
#include "rt.hpp"

namespace {

using rt::rt_thread;
using rt::takt;

/// The classical inversion: without inheritance the middle one would keep the low one from giving
/// up.
void priority_inheritance() {
    start();
    const auto mutex = static_cast<uint64_t>(takt(TAKT_CALL_MUTEX_CREATE, 0));
    uint64_t go[3]; // low, middle, high
    for (uint64_t& semaphore : go) {
        semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 1, 0));
    }
    std::atomic<bool> high_done{false};
    std::atomic<bool> low_has_it{false};
    std::atomic<bool> inverted{false};
    const auto wait_for = [](uint64_t semaphore) {
        EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER) == 0);
    };
    std::thread low = rt_thread(10, 0, [&] {
        wait_for(go[0]);
        EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
        low_has_it = true;
        const uint64_t end = rt::now() + 3000000;
        while (rt::now() < end) {
        }
        EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    });
    std::thread middle = rt_thread(20, 0, [&] {
        wait_for(go[1]);
        const uint64_t end = rt::now() + 100000000;
        while (!high_done && !inverted) {
            inverted = rt::now() > end;
        }
    });
    std::thread high = rt_thread(30, 0, [&] {
        wait_for(go[2]);
        EXPECT(takt(TAKT_CALL_MUTEX_LOCK, mutex, TAKT_FOREVER) == 0);
        high_done = true;
        EXPECT(takt(TAKT_CALL_MUTEX_UNLOCK, mutex) == 0);
    });
    usleep(50000); // all three wait in RT mode
    into_rt();     // above all of them
    EXPECT(takt(TAKT_CALL_SEM_POST, go[0]) == 0);
    rt::sleep_until(rt::now() + 500000);
    EXPECT(low_has_it && !high_done);
    EXPECT(takt(TAKT_CALL_SEM_POST, go[2]) == 0);
    EXPECT(takt(TAKT_CALL_SEM_POST, go[1]) == 0);
    high.join();
    middle.join();
    low.join();
    EXPECT(high_done && !inverted);
}

} // namespace

std::vector<rt::Test> inheritance_tests() {
    return {{"priority_inheritance", priority_inheritance}};
}
