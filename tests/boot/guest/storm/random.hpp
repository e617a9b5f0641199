// SPDX-License-Identifier: GPL-2.0-only
// Random: the seeded generator behind every decision of a worker, so that a run can be repeated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace storm {

/// One bijective scrambling step (the finalizer of splitmix64); also used for patterns.
constexpr std::uint64_t scramble(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

class Random {
public:
    explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

    /// Workers of one run differ from one another, and each is the same in every run with the seed.
    static constexpr Random for_worker(std::uint64_t seed, std::string_view name) {
        for (char c : name)
            seed = scramble(seed + static_cast<unsigned char>(c));
        return Random{seed};
    }

    constexpr std::uint64_t next() { return scramble(state_ += 0x9e3779b97f4a7c15); }

    /// 0 <= result < bound; bound > 0. The bias is irrelevant for the small bounds used here.
    constexpr std::uint64_t below(std::uint64_t bound) { return next() % bound; }

    constexpr std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        return low + below(high - low + 1);
    }

    constexpr bool chance(unsigned percent) { return below(100) < percent; }

    void fill(std::span<std::byte> bytes) {
        while (!bytes.empty()) {
            const std::uint64_t word = next();
            const std::size_t part = bytes.size() < sizeof(word) ? bytes.size() : sizeof(word);
            std::memcpy(bytes.data(), &word, part);
            bytes = bytes.subspan(part);
        }
    }

private:
    std::uint64_t state_;
};

} // namespace storm
