// SPDX-License-Identifier: GPL-2.0-only
// Owns what all objects have: a name, a process that pays for it, a lock, a life.
#pragma once

#include <atomic>
#include <cstdint>

#include "lock/hard_lock.hpp"
#include "object/handle.hpp"

namespace takt {

class Process;

/// Slots are never given back to the platform: a pointer to an object stays readable for ever, and
/// whoever finds another name in it knows that it is stale.
class Object {
public:
    ObjectLock lock;

    /// The name, 0 while the slot is free. Read without a lock first, then again under the lock
    /// that guards the kind of object (the donation lock for threads, mutexes, condition
    /// variables).
    [[nodiscard]] Handle handle() const { return Handle{handle_.load(std::memory_order_acquire)}; }

    /// Does it still bear this name, and is it not being closed?
    [[nodiscard]] bool is_live(Handle name) const { return handle() == name && !closing; }

    [[nodiscard]] bool may_use(const Process& who) const { return shared || process == &who; }

    Kind kind = Kind::none;
    bool shared = false;
    bool closing = false; // no new users; waiters are being sent away
    Process* process = nullptr;

private:
    template<typename T, Kind kind, uint32_t size>
    friend class Pool;

    std::atomic<uint32_t> handle_{0};
    uint32_t generation_ = 0;
    uint32_t next_free_ = 0;
};

} // namespace takt
