// SPDX-License-Identifier: MIT
// Owns the counting semaphore; without contention it makes no call.
#pragma once

#include <cerrno>

#include "takt/clock.hpp"

namespace takt {

class counting_semaphore final {
public:
    explicit counting_semaphore(uint32_t initial) {
        detail::created(takt_fast_sem_init(&sem_, initial), "a semaphore cannot be created");
    }
    counting_semaphore(const counting_semaphore&) = delete;
    counting_semaphore& operator=(const counting_semaphore&) = delete;
    ~counting_semaphore() { takt_fast_sem_destroy(&sem_); }

    [[nodiscard]] static constexpr uint32_t max() noexcept { return TAKT_SEM_VALUE_MAX; }

    /// Context: rt; may switch.
    void acquire() noexcept {
        if (const int error = wait(TAKT_FOREVER); error != 0) {
            detail::fatal("counting_semaphore::acquire", error);
        }
    }
    [[nodiscard]] bool try_acquire() noexcept { return takt_fast_sem_wait(&sem_, 0, 0) == 0; }
    [[nodiscard]] bool try_acquire_until(clock::time_point time) noexcept {
        const int error = wait(detail::until(time));
        if (error != 0 && error != -ETIMEDOUT) {
            detail::fatal("counting_semaphore::try_acquire_until", error);
        }
        return error == 0;
    }
    template<typename Rep, typename Period>
    [[nodiscard]] bool try_acquire_for(std::chrono::duration<Rep, Period> time) noexcept {
        return try_acquire_until(detail::after(time));
    }
    /// Context: any.
    void release() noexcept {
        if (const int error = takt_fast_sem_post(&sem_); error != 0) {
            detail::fatal("counting_semaphore::release", error);
        }
    }

private:
    int wait(uint64_t until) noexcept {
        int error;
        do {
            error = takt_fast_sem_wait(&sem_, until, TAKT_CLOCK_MONOTONIC);
        } while (error == -EINTR);
        return error;
    }

    takt_fast_sem sem_{};
};

} // namespace takt
