// SPDX-License-Identifier: GPL-2.0-only
// Owns the order of the hard locks: a lock may be taken only while all held ones rank lower.
#pragma once

#include <cstdint>

#include "base/check.hpp"

namespace takt {

/// In the order of taking. No two locks of one rank are ever held together.
enum class Rank : uint8_t {
    registry = 0, // free lists, quotas, handle tables
    donation = 1, // mutexes, condition variables, and who waits for whom
    object = 2,   // one each: semaphore, event flags, message queue, timer object
    cpu = 3,      // one each: run queue, timers, stages of the threads bound to the CPU
};

/// The ranks that the running pass holds. Lives in the pass; checked in debug builds only.
class HeldRanks {
public:
    void enter([[maybe_unused]] Rank rank) {
        TAKT_DEBUG_CHECK((held_ >> static_cast<uint32_t>(rank)) == 0);
        change(rank);
    }
    void leave([[maybe_unused]] Rank rank) {
        TAKT_DEBUG_CHECK((held_ >> static_cast<uint32_t>(rank)) == 1);
        change(rank);
    }

private:
#if defined(TAKT_DEBUG)
    void change(Rank rank) {
        held_ ^= uint32_t{1} << static_cast<uint32_t>(rank);
    }
    uint32_t held_ = 0;
#else
    void change(Rank) {}
#endif
};

} // namespace takt
