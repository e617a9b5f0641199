// SPDX-License-Identifier: GPL-2.0-only
// Owns making and unmaking objects: pools, quotas, names.
#pragma once

#include "kernel.hpp"
#include "object/outcome.hpp"

namespace takt {

/// Each returns the handle of the new object. Context: any thread, any stage.
/// Errors: table_full, quota, invalid. Cost: O(1); a queue: O(messages).
Outcome create_mutex(Pass& pass, Thread& self, uint32_t flags) TAKT_REQUIRES(hard_off);
Outcome create_cond(Pass& pass, Thread& self, uint32_t flags) TAKT_REQUIRES(hard_off);
Outcome create_semaphore(Pass& pass, Thread& self, uint32_t initial, uint32_t maximum,
                         uint32_t flags) TAKT_REQUIRES(hard_off);
Outcome create_flags(Pass& pass, Thread& self, uint32_t initial, uint32_t flags)
    TAKT_REQUIRES(hard_off);
Outcome create_queue(Pass& pass, Thread& self, uint32_t messages, uint32_t bytes, uint32_t flags)
    TAKT_REQUIRES(hard_off);
Outcome create_timer(Pass& pass, Thread& self, uint32_t flags) TAKT_REQUIRES(hard_off);

/// The object takes no new users; those who wait get EIDRM (in steps, object/steps.hpp).
/// Errors: stale, not_permitted (another process's), busy (a mutex that is locked), invalid (a
/// thread).
Outcome close_object(Pass& pass, Thread& self, Handle name) TAKT_REQUIRES(hard_off);

/// Begin closing the object in @p slot of a pool, in whatever state it is, if @p process has it.
/// Returns its name, or none. Precondition: the process has no thread.
template<typename T>
[[nodiscard]] Handle begin_close_any(Pass& pass, T& slot, const Process& process)
    TAKT_REQUIRES(hard_off);

/// Take a slot for @p process and name it later. Errors: table_full, quota.
template<typename T, Kind kind, uint32_t size>
[[nodiscard]] Result<T*> obtain(Pass& pass, Pool<T, kind, size>& pool, Process& process)
    TAKT_REQUIRES(hard_off) {
    LockGuard guard{pass.kernel.registry_lock, pass.held};
    if (!process.may_have_one_more(kind)) {
        return Error::quota;
    }
    T* object = pool.allocate();
    if (object == nullptr) {
        return Error::table_full;
    }
    ++process.used[static_cast<uint32_t>(kind)];
    object->process = &process;
    object->shared = false;
    return object;
}

/// Give a slot back. Precondition: it has no name any more and nobody waits for it.
template<typename T, Kind kind, uint32_t size>
void give_back(Pass& pass, Pool<T, kind, size>& pool, T& object) TAKT_REQUIRES(hard_off) {
    LockGuard guard{pass.kernel.registry_lock, pass.held};
    --object.process->used[static_cast<uint32_t>(kind)];
    object.process = nullptr;
    pool.release(object);
}

/// The last step of closing: the name ends, then the slot is given back.
/// Precondition: the object is closing and nobody waits for it.
void destroy(Pass& pass, decltype(Kernel::mutexes)& pool, Mutex& mutex) TAKT_REQUIRES(hard_off);
void destroy(Pass& pass, decltype(Kernel::conds)& pool, Cond& cond) TAKT_REQUIRES(hard_off);
void destroy(Pass& pass, decltype(Kernel::semaphores)& pool, Semaphore& semaphore)
    TAKT_REQUIRES(hard_off);
void destroy(Pass& pass, decltype(Kernel::flags)& pool, EventFlags& flags) TAKT_REQUIRES(hard_off);
void destroy(Pass& pass, decltype(Kernel::queues)& pool, MessageQueue& queue)
    TAKT_REQUIRES(hard_off);
void destroy(Pass& pass, decltype(Kernel::timers)& pool, TimerObject& timer)
    TAKT_REQUIRES(hard_off);

} // namespace takt
