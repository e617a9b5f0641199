// SPDX-License-Identifier: GPL-2.0-only
// Owns snapshots: the bytes that a simulated machine is, copied, put back, and hashed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "machine.hpp"

namespace takt::sim {

/// 128 bits, so that two different states with one hash are not to be expected in the life of a
/// machine.
struct StateHash {
    uint64_t low;
    uint64_t high;
    friend bool operator==(StateHash, StateHash) = default;
};

struct StateHashOfHash {
    size_t operator()(const StateHash& hash) const { return hash.low; }
};

/// World, core memory, and of each suspended fiber the live part of its stack. The machine stays at
/// its addresses, so pointers inside survive.
class Snapshot {
public:
    void take(Machine& machine);
    void put_back(Machine& machine) const;

    /// Equal bytes are equal states. Dead bytes on stacks may make equal states look different,
    /// which costs time and nothing else.
    [[nodiscard]] StateHash hash() const;

private:
    std::vector<std::byte> bytes_;
};

} // namespace takt::sim
