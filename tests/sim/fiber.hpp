// SPDX-License-Identifier: GPL-2.0-only
// Owns fibers: stacks of their own inside one host thread, switched by hand so that they can be
// copied.
#pragma once

#include <cstddef>
#include <cstdint>

namespace takt::sim {

/// Everything that a suspended fiber is lies on its stack between sp and the stack's top: the
/// registers it must keep are pushed there. Copying these bytes and sp is copying the fiber.
struct Fiber {
    std::byte* sp = nullptr; // of the suspended fiber; nullptr: it does not exist
    [[nodiscard]] bool is_alive() const { return sp != nullptr; }
};

inline constexpr size_t fiber_stack_bytes = 64 * 1024;

/// Prepare @p fiber to call entry(argument) on the stack that ends at @p top. entry never returns.
void prepare(Fiber& fiber, std::byte* top, void (*entry)(uintptr_t), uintptr_t argument);

/// Suspend the caller into @p from and go on with @p to.
void switch_fiber(std::byte*& from, std::byte* to);

} // namespace takt::sim
