// SPDX-License-Identifier: MIT
// Owns the semaphore whose uncontended operations make no call.
//
// Invariant: count + (permits given to the co-kernel's semaphore, not yet taken) = value - waiters.
// Who takes count below 0 waits on the co-kernel's semaphore; who raises it from below 0 owes that
// semaphore one post.
#include <atomic>
#include <cerrno>

#include "backend.hpp"

namespace {

std::atomic_ref<int32_t> count_of(takt_fast_sem& sem) {
    return std::atomic_ref<int32_t>(sem.count);
}

/// The wait ended without a permit. True: withdrawn; false: a poster owes this waiter a permit
/// already.
bool withdraw(takt_fast_sem& sem) {
    auto count = count_of(sem);
    int32_t seen = count.load(std::memory_order_relaxed);
    while (seen < 0) {
        if (count.compare_exchange_weak(seen, seen + 1, std::memory_order_relaxed)) {
            return true;
        }
    }
    return false;
}

} // namespace

extern "C" {

int takt_fast_sem_init(takt_fast_sem* sem, uint32_t initial) noexcept {
    if (initial > TAKT_SEM_VALUE_MAX) {
        return -EINVAL;
    }
    const int64_t handle = takt_sem_create(0, TAKT_SEM_VALUE_MAX, 0);
    if (handle < 0) {
        return static_cast<int>(handle);
    }
    sem->count = static_cast<int32_t>(initial);
    sem->handle = static_cast<uint32_t>(handle);
    return 0;
}

int takt_fast_sem_wait(takt_fast_sem* sem, uint64_t until, uint32_t how) noexcept {
    auto count = count_of(*sem);
    if (until == 0) {
        int32_t seen = count.load(std::memory_order_relaxed);
        while (seen > 0) {
            if (count.compare_exchange_weak(seen, seen - 1, std::memory_order_acquire)) {
                return 0;
            }
        }
        return -EAGAIN;
    }
    if (count.fetch_sub(1, std::memory_order_acquire) > 0) {
        return 0;
    }
    const int result = takt_sem_wait(sem->handle, until, how);
    if (result == 0 || withdraw(*sem)) {
        return result;
    }
    // The post is on its way: its sender is between two instructions of takt_fast_sem_post().
    int taken;
    do {
        taken = takt_sem_wait(sem->handle, TAKT_FOREVER, 0);
    } while (taken == -EINTR);
    return taken;
}

int takt_fast_sem_post(takt_fast_sem* sem) noexcept {
    auto count = count_of(*sem);
    int32_t seen = count.load(std::memory_order_relaxed);
    do {
        if (seen >= TAKT_SEM_VALUE_MAX) {
            return -EOVERFLOW;
        }
    } while (!count.compare_exchange_weak(seen, seen + 1, std::memory_order_release));
    return seen >= 0 ? 0 : takt_sem_post(sem->handle);
}

int takt_fast_sem_destroy(takt_fast_sem* sem) noexcept {
    return takt_close(sem->handle);
}

} // extern "C"
