// SPDX-License-Identifier: GPL-2.0-only
// Owns memory that test processes share with their parent.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cstdint>

namespace rt {

/// Memory that children share with their parent.
struct Shared {
    std::atomic<int> step;
    std::atomic<uint64_t> count;
};

/// The same in all children of the first caller.
inline Shared& shared() {
    static auto* memory = static_cast<Shared*>(
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    return *memory;
}

} // namespace rt
