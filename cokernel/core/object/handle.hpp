// SPDX-License-Identifier: GPL-2.0-only
// Owns handles: 31-bit names of objects with a generation, so that a stale one is noticed.
#pragma once

#include <cstdint>

namespace takt {

enum class Kind : uint8_t {
    none = 0,
    thread = 1,
    mutex = 2,
    cond = 3,
    semaphore = 4,
    flags = 5,
    queue = 6,
    timer = 7,
};
inline constexpr uint32_t kind_count = 8;

/// kind:3 | generation:18 | index:10. Bit 31 stays free for words shared with user space. A name
/// comes back only after its slot has been reused 2^18 times.
class Handle {
public:
    static constexpr uint32_t index_bits = 10;
    static constexpr uint32_t generation_bits = 18;

    constexpr Handle() = default;
    constexpr explicit Handle(uint32_t raw) : raw_{raw} {}
    constexpr Handle(Kind kind, uint32_t generation, uint32_t index)
        : raw_{static_cast<uint32_t>(kind) << (index_bits + generation_bits) |
               (generation & ((1U << generation_bits) - 1)) << index_bits | index} {}

    [[nodiscard]] constexpr uint32_t raw() const { return raw_; }
    [[nodiscard]] constexpr uint32_t index() const { return raw_ & ((1U << index_bits) - 1); }
    [[nodiscard]] constexpr uint32_t generation() const {
        return raw_ >> index_bits & ((1U << generation_bits) - 1);
    }
    [[nodiscard]] constexpr Kind kind() const {
        const uint32_t kind = raw_ >> (index_bits + generation_bits);
        return kind < kind_count ? static_cast<Kind>(kind) : Kind::none;
    }
    friend constexpr bool operator==(Handle, Handle) = default;

private:
    uint32_t raw_ = 0;
};

} // namespace takt
