// SPDX-License-Identifier: MIT
// Owns locking and unlocking mutexes by their words (uapi/takt.h), with a call only where that
// fails.
#include <atomic>
#include <cerrno>

#include "backend.hpp"

using namespace takt::detail;

namespace {

constexpr uint64_t lower_half = 0xffffffff;

/// Only for a mutex of this process whose handle is not stale is this what its word holds while it
/// is free; a word that belongs to another mutex, or to none, fits no exchange.
uint64_t free_word(uint32_t mutex) {
    return uint64_t{mutex} << 32;
}

std::atomic_ref<uint64_t> word_of(uint32_t mutex) {
    return std::atomic_ref<uint64_t>(mutex_words[mutex & TAKT_MUTEX_INDEX_MASK]);
}

/// A thread in Linux mode makes the call, which takes it to RT mode first: it must not keep RT
/// threads waiting for Linux.
bool lock_by_word(uint32_t mutex) {
    if (this_thread.status == nullptr || this_thread.status->stage == 0) {
        return false;
    }
    uint64_t expected = free_word(mutex);
    return word_of(mutex).compare_exchange_strong(expected, expected | this_thread.handle,
                                                  std::memory_order_acquire,
                                                  std::memory_order_relaxed);
}

bool unlock_by_word(uint32_t mutex) {
    uint64_t expected = free_word(mutex) | this_thread.handle;
    return word_of(mutex).compare_exchange_strong(
        expected, free_word(mutex), std::memory_order_release, std::memory_order_relaxed);
}

/// Somebody else has it, and nothing has to be done about that.
bool is_busy(uint32_t mutex) {
    const uint64_t word = word_of(mutex).load(std::memory_order_relaxed);
    const uint64_t owner = word & lower_half;
    return (word & ~lower_half) == free_word(mutex) && owner != 0 && owner != this_thread.handle &&
           (owner & TAKT_MUTEX_IN_CORE) == 0;
}

// Apart, so that the ways without a call save no registers.
[[gnu::noinline]] int lock_by_call(uint32_t mutex, uint64_t until, uint32_t how) {
    if (until == 0 && is_busy(mutex)) {
        return -EBUSY;
    }
    return static_cast<int>(call(TAKT_CALL_MUTEX_LOCK, mutex, until, how));
}

[[gnu::noinline]] int unlock_by_call(uint32_t mutex) {
    return static_cast<int>(call(TAKT_CALL_MUTEX_UNLOCK, mutex));
}

} // namespace

extern "C" {

int takt_mutex_lock(uint32_t mutex, uint64_t until, uint32_t how) noexcept {
    return __builtin_expect(lock_by_word(mutex), 1) ? 0 : lock_by_call(mutex, until, how);
}

int takt_mutex_unlock(uint32_t mutex) noexcept {
    return __builtin_expect(unlock_by_word(mutex), 1) ? 0 : unlock_by_call(mutex);
}

} // extern "C"
