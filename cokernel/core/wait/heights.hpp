// SPDX-License-Identifier: GPL-2.0-only
// Owns the count of waiters by the height of the donation chains that end in them.
#pragma once

#include <bit>
#include <cstdint>

#include "base/check.hpp"
#include "base/limits.hpp"

namespace takt {

/// A waiter to whom nobody donates has height 0. With these counts the longest chain below a thread
/// is known without visiting its waiters, so that too deep a chain can be refused at lock time.
/// Zeroed memory is "no waiters".
///
/// Four counts to a word: adding all of another's is two additions, and the tallest is the word's
/// highest bit. No count overflows into the next: there are fewer threads than one can count.
class Heights {
public:
    void add(uint32_t height) { word_[height / lanes] += one(height); }
    void remove(uint32_t height) {
        TAKT_DEBUG_CHECK(count(height) != 0);
        word_[height / lanes] -= one(height);
    }
    void add(const Heights& other) {
        for (uint32_t index = 0; index < words; ++index) {
            word_[index] += other.word_[index];
        }
    }
    void remove(const Heights& other) {
        for (uint32_t index = 0; index < words; ++index) {
            word_[index] -= other.word_[index];
        }
    }

    /// One more than the height of the tallest waiter; 0 without waiters.
    [[nodiscard]] uint32_t above() const {
        for (uint32_t index = words; index > 0; --index) {
            const uint64_t word = word_[index - 1];
            if (word != 0) {
                const auto top_bit = 63U - static_cast<uint32_t>(std::countl_zero(word));
                return (index - 1) * lanes + top_bit / bits + 1;
            }
        }
        return 0;
    }

private:
    static constexpr uint32_t bits = 16;
    static constexpr uint32_t lanes = 64 / bits;
    static constexpr uint32_t words = (limits::chain_links + lanes - 1) / lanes;
    static_assert(limits::threads < 1U << bits);

    [[nodiscard]] static constexpr uint64_t one(uint32_t height) {
        return uint64_t{1} << (height % lanes * bits);
    }
    [[nodiscard]] uint32_t count(uint32_t height) const {
        return static_cast<uint16_t>(word_[height / lanes] >> (height % lanes * bits));
    }

    uint64_t word_[words] = {};
};

} // namespace takt
