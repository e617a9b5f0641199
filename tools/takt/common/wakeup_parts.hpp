// SPDX-License-Identifier: MIT
// Owns the parts of a wake-up: what its latency is made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "takt/takt.h"

namespace takt::tool {

constexpr size_t wakeup_part_count = 5;

/// Each ends where the next one begins; the sum is the latency.
constexpr std::array<const char*, wakeup_part_count> wakeup_part_names = {
    "pipeline delay", ///< from the time to the co-kernel's timer handler
    "handler",        ///< until it has found that the thread is due
    "wake-up",        ///< until the thread is chosen to run and the timer set anew
    "switch",         ///< until its address space and registers are loaded
    "return",         ///< until it runs and has read the clock
};

struct WakeupParts {
    std::array<int64_t, wakeup_part_count> ns;
};

/// Reads the records of the calling thread, one after the other.
class WakeupReader final {
public:
    /// The parts of the wake-up for @p due that ended at @p now; nothing if the record is of
    /// another one. Context: rt.
    [[nodiscard]] std::optional<WakeupParts> read(uint64_t due, uint64_t now) {
        const volatile takt_wakeup* record = takt_thread_wakeup();
        if (record == nullptr || record->count == seen_) {
            return std::nullopt;
        }
        seen_ = record->count;
        const uint64_t at[wakeup_part_count + 1] = {
            due, record->handler_ns, record->due_ns, record->chosen_ns, record->loaded_ns, now};
        WakeupParts parts{};
        for (size_t part = 0; part < wakeup_part_count; ++part) {
            if (at[part + 1] < at[part]) {
                return std::nullopt;
            }
            parts.ns[part] = static_cast<int64_t>(at[part + 1] - at[part]);
        }
        return parts;
    }

private:
    uint64_t seen_ = 0;
};

} // namespace takt::tool
