// SPDX-License-Identifier: GPL-2.0-only
// Owns the count of waiters by the height of the donation chains that end in them.
#pragma once

#include <cstdint>

#include "base/check.hpp"
#include "base/limits.hpp"

namespace takt {

/// A waiter to whom nobody donates has height 0. With these counts the longest chain below a thread
/// is known without visiting its waiters, so that too deep a chain can be refused at lock time.
/// Zeroed memory is "no waiters".
class Heights {
public:
    void add(uint32_t height) { ++count_[height]; }
    void remove(uint32_t height) {
        TAKT_DEBUG_CHECK(count_[height] != 0);
        --count_[height];
    }
    void add(const Heights& other) {
        for (uint32_t height = 0; height < limits::chain_links; ++height) {
            count_[height] = static_cast<uint16_t>(count_[height] + other.count_[height]);
        }
    }
    void remove(const Heights& other) {
        for (uint32_t height = 0; height < limits::chain_links; ++height) {
            count_[height] = static_cast<uint16_t>(count_[height] - other.count_[height]);
        }
    }

    /// One more than the height of the tallest waiter; 0 without waiters.
    [[nodiscard]] uint32_t above() const {
        for (uint32_t height = limits::chain_links; height > 0; --height) {
            if (count_[height - 1] != 0) {
                return height;
            }
        }
        return 0;
    }

private:
    uint16_t count_[limits::chain_links] = {};
};

} // namespace takt
