// SPDX-License-Identifier: GPL-2.0-only
// Taking and putting back snapshots of the simulated machine.
// Implements snapshots.
#include "snapshot.hpp"

#include <xxhash.h>

#include <cstring>

namespace takt::sim {

namespace {

[[nodiscard]] size_t live_bytes(Machine& machine, uint32_t slot) {
    const Fiber& fiber = machine.fiber(slot);
    return fiber.is_alive() ? static_cast<size_t>(machine.stack_top(slot) - fiber.sp) : 0;
}

} // namespace

void Snapshot::take(Machine& machine) {
    const auto core = machine.core_memory();
    size_t total = sizeof(World) + core.size();
    for (uint32_t slot = 0; slot < Machine::fiber_slots; ++slot) {
        total += live_bytes(machine, slot);
    }
    bytes_.resize(total);
    std::byte* to = bytes_.data();
    const auto append = [&to](const void* from, size_t bytes) {
        std::memcpy(to, from, bytes);
        to += bytes;
    };
    append(&machine.world(), sizeof(World));
    append(core.data(), core.size());
    for (uint32_t slot = 0; slot < Machine::fiber_slots; ++slot) {
        append(machine.fiber(slot).sp, live_bytes(machine, slot));
    }
}

void Snapshot::put_back(Machine& machine) const {
    const std::byte* from = bytes_.data();
    const auto fetch = [&from](void* to, size_t bytes) {
        std::memcpy(to, from, bytes);
        from += bytes;
    };
    const auto core = machine.core_memory();
    fetch(static_cast<void*>(&machine.world()), sizeof(World));
    fetch(core.data(), core.size());
    // The world is back, so the fibers in it say how much of each stack there is.
    for (uint32_t slot = 0; slot < Machine::fiber_slots; ++slot) {
        fetch(machine.fiber(slot).sp, live_bytes(machine, slot));
    }
}

StateHash Snapshot::hash() const {
    const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
    return {hash.low64, hash.high64};
}

} // namespace takt::sim
