// SPDX-License-Identifier: MIT
// Owns the condition variable, which works on std::unique_lock<takt::mutex>.
#pragma once

#include <condition_variable>
#include <mutex>

#include "takt/mutex.hpp"

namespace takt {

class condition_variable final {
public:
    condition_variable() : handle_(takt_cond_create(0), "a condition variable cannot be created") {}

    void notify_one() noexcept { takt_cond_signal(handle_.get()); }
    void notify_all() noexcept { takt_cond_broadcast(handle_.get()); }

    /// Wait; may wake without reason.  Context: rt; may switch.
    template<typename Mutex>
    void wait(std::unique_lock<Mutex>& lock) noexcept {
        wait_raw(lock, TAKT_FOREVER);
    }
    template<typename Mutex, typename Predicate>
    void wait(std::unique_lock<Mutex>& lock, Predicate predicate) {
        while (!predicate()) {
            wait(lock);
        }
    }
    template<typename Mutex>
    std::cv_status wait_until(std::unique_lock<Mutex>& lock, clock::time_point time) noexcept {
        return wait_raw(lock, detail::until(time)) == -ETIMEDOUT ? std::cv_status::timeout
                                                                 : std::cv_status::no_timeout;
    }
    template<typename Mutex, typename Predicate>
    bool wait_until(std::unique_lock<Mutex>& lock, clock::time_point time, Predicate predicate) {
        while (!predicate()) {
            if (wait_until(lock, time) == std::cv_status::timeout) {
                return predicate();
            }
        }
        return true;
    }
    template<typename Mutex, typename Rep, typename Period>
    std::cv_status wait_for(std::unique_lock<Mutex>& lock,
                            std::chrono::duration<Rep, Period> time) noexcept {
        return wait_until(lock, detail::after(time));
    }
    template<typename Mutex, typename Rep, typename Period, typename Predicate>
    bool wait_for(std::unique_lock<Mutex>& lock, std::chrono::duration<Rep, Period> time,
                  Predicate predicate) {
        return wait_until(lock, detail::after(time), std::move(predicate));
    }

private:
    template<typename Mutex>
    int wait_raw(std::unique_lock<Mutex>& lock, uint64_t until) noexcept {
        const int error = takt_cond_wait(handle_.get(), lock.mutex()->native_handle(), until,
                                         TAKT_CLOCK_MONOTONIC);
        if (error == -EINTR) {
            // The mutex was given up and not taken again: to the caller this is a wake-up without
            // reason.
            lock.mutex()->lock();
            return 0;
        }
        if (error != 0 && error != -ETIMEDOUT) {
            detail::fatal("condition_variable::wait", error);
        }
        return error;
    }

    detail::handle handle_;
};

} // namespace takt
