// SPDX-License-Identifier: GPL-2.0-only
// Holding patterns in the CPU's registers for a while, in assembly, so that only the kernel can
// disturb them: general registers with flags, and the vector and x87 state.
#pragma once

#include "random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace storm {

/// Stays on in a signal handler, whose compiled code may access memory unaligned.
inline constexpr std::uint64_t alignment_check_flag = 0x40000;

struct GeneralState {
    // rax rbx rdx rsi rdi rbp r8 to r15, in this order.
    static constexpr std::size_t count = 14; // all but RSP and the loop counter RCX

    std::array<std::uint64_t, count> registers;
    std::uint64_t flags;

    static GeneralState random(Random& random);
};

/// Loads @p in, counts @p spin (at least 1) down in user mode, stores what is there then.
/// Returns a description of the first difference, empty if there is none.
std::string hold_general(const GeneralState& in, std::uint64_t spin);

/// The same with a system call (without arguments) at the end of the loop.
std::string hold_general(const GeneralState& in, std::uint64_t spin, long system_call);

struct alignas(32) VectorState {
    std::array<std::array<std::byte, 32>, 16> vector; // YMM0..15, or XMM in the lower halves
    std::array<std::array<std::byte, 16>, 8> x87;     // 10 bytes of each are used
    std::uint32_t mxcsr;
    std::uint16_t x87_control;

    static VectorState random(Random& random);
};

/// A system call with up to three arguments.
struct Call {
    long number;
    long arguments[3] = {};
};

struct Held {
    long result;            ///< of the system call
    std::string difference; ///< empty if all registers kept their values
};

/// Loads @p in, counts @p spin (at least 1) down, makes the call, compares all registers.
Held hold_vectors(const VectorState& in, std::uint64_t spin, const Call& call);

/// What the kernel must give a signal handler: the control words of a fresh process.
inline constexpr std::uint32_t default_mxcsr = 0x1f80;

} // namespace storm
