// SPDX-License-Identifier: GPL-2.0-only
// Owns the bitmap of 128 levels in two words; level 0 is the most urgent.
#pragma once

#include <bit>
#include <cstdint>

namespace takt {

/// Which levels are occupied. All operations take a handful of instructions. Zeroed is empty.
class LevelMap {
public:
    static constexpr uint32_t levels = 128;
    static constexpr uint32_t none = levels;

    void set(uint32_t level) { word_[level / 64] |= uint64_t{1} << (level % 64); }
    void clear(uint32_t level) { word_[level / 64] &= ~(uint64_t{1} << (level % 64)); }

    [[nodiscard]] bool is_empty() const { return (word_[0] | word_[1]) == 0; }

    /// The most urgent level, or none.
    [[nodiscard]] uint32_t first() const {
        if (word_[0] != 0) {
            return static_cast<uint32_t>(std::countr_zero(word_[0]));
        }
        return word_[1] != 0 ? 64 + static_cast<uint32_t>(std::countr_zero(word_[1])) : none;
    }

private:
    uint64_t word_[2] = {0, 0};
};

} // namespace takt
