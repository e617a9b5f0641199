// SPDX-License-Identifier: GPL-2.0-only
// Owns the core's view of the word by which user space locks a mutex without a call (uapi/takt.h).
#pragma once

#include <atomic>
#include <cstdint>

#include "base/limits.hpp"
#include "object/handle.hpp"
#include "uapi/device.h"
#include "uapi/takt.h"

namespace takt {

/// In memory that its process may write at any time: what is read here is believed only after it
/// has been checked, and only once, when the core takes over.
class MutexWord {
public:
    /// It belongs to no mutex, not even to one named 0.
    void clear() { value_.store(TAKT_MUTEX_IN_CORE, std::memory_order_relaxed); }

    /// User space may lock and unlock it from here on; @p owner, or nobody, has it.
    void leave_to_users(Handle mutex, Handle owner) {
        value_.store(uint64_t{mutex.raw()} << 32 | owner.raw(), std::memory_order_release);
    }

    /// From here on every attempt of user space fails. Returns who was said to own it; a name that
    /// no thread has, if the word made no sense.
    [[nodiscard]] Handle take_over() {
        const uint64_t seen = value_.fetch_or(TAKT_MUTEX_IN_CORE, std::memory_order_acq_rel);
        return Handle{static_cast<uint32_t>(seen)};
    }

    /// Who is said to own it now.
    [[nodiscard]] Handle owner() const {
        return Handle{static_cast<uint32_t>(value_.load(std::memory_order_acquire))};
    }

private:
    std::atomic<uint64_t> value_;
};
static_assert(TAKT_MUTEX_INDEX_MASK == (1U << Handle::index_bits) - 1);
static_assert(limits::mutexes * sizeof(MutexWord) <= TAKT_MUTEX_WORDS_BYTES);
static_assert(sizeof(MutexWord) == sizeof(uint64_t) && std::atomic<uint64_t>::is_always_lock_free);

} // namespace takt
