// SPDX-License-Identifier: GPL-2.0-only
// Owns the list of counted operations, each with its adversarial input and its declared bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace takt::bench {

enum class Limit : uint8_t {
    promised, // what the core was required to cost
    guard,    // what it cost when this was written and 5 % more: a regression must not go unnoticed
};

struct Operation {
    std::string name;  // core.NAME
    std::string input; // what makes it hard
    Limit kind;
    uint64_t limit; // instructions, never to be exceeded
    void (*run)(uint64_t seed, uint32_t samples);
};

[[nodiscard]] const std::vector<Operation>& operations();

} // namespace takt::bench
