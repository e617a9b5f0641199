// SPDX-License-Identifier: GPL-2.0-only
// Owns the list of counted operations, each with its adversarial input and its declared bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace takt::bench {

struct Operation {
    std::string name;  // core.NAME
    std::string input; // what makes it hard
    uint64_t limit;    // instructions, never to be exceeded
    void (*run)(uint64_t seed, uint32_t samples);
};

[[nodiscard]] const std::vector<Operation>& operations();

} // namespace takt::bench
