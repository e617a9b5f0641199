// SPDX-License-Identifier: GPL-2.0-only
// Owns what the tormentor and its victims share.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

constexpr int victims = 4;
constexpr int threads_each = 3;

struct Victim {
    std::atomic<pid_t> tid[threads_each];
    std::atomic<uint64_t> rounds;  // of all threads
    std::atomic<uint64_t> hardens; // likewise
};

struct Board {
    Victim victim[victims];
};

/// A number that is random enough; each call another one.
inline uint64_t next_random(uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    uint64_t value = state;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// A process whose threads do random things in and out of RT mode, until it is killed. One that
/// finds a register or memory changed says so and exits.
[[noreturn]] void be_a_victim(Victim& self, uint64_t seed);
