// SPDX-License-Identifier: MIT
// Owns mutexes with priority inheritance, usable with std::scoped_lock and std::unique_lock.
#pragma once

#include <cerrno>

#include "takt/clock.hpp"

namespace takt {

namespace detail {

template<uint32_t Flags>
class mutex_base {
public:
    /// Context: linux (an attached thread).  Throws std::system_error when the quota is used up.
    mutex_base() : handle_(takt_mutex_create(Flags), "a mutex cannot be created") {}

    /// Lock, and say what went wrong: EDEADLK, EPERM, ESTALE.  Context: rt; may switch.
    [[nodiscard]] result<void> acquire() noexcept { return checked(lock_until(TAKT_FOREVER)); }

    /// As std::mutex: a mistake of the program ends it with a message.
    void lock() noexcept {
        if (const int error = lock_until(TAKT_FOREVER); error != 0) {
            fatal("mutex::lock", error);
        }
    }
    [[nodiscard]] bool try_lock() noexcept { return takt_mutex_lock(handle_.get(), 0, 0) == 0; }
    void unlock() noexcept {
        if (const int error = takt_mutex_unlock(handle_.get()); error != 0) {
            fatal("mutex::unlock", error);
        }
    }
    [[nodiscard]] uint32_t native_handle() const noexcept { return handle_.get(); }

protected:
    int lock_until(uint64_t until) noexcept {
        int error;
        do {
            error = takt_mutex_lock(handle_.get(), until, TAKT_CLOCK_MONOTONIC);
        } while (error == -EINTR);
        return error;
    }

private:
    handle handle_;
};

template<uint32_t Flags>
class timed_mutex_base : public mutex_base<Flags> {
public:
    [[nodiscard]] bool try_lock_until(clock::time_point time) noexcept {
        const int error = this->lock_until(until(time));
        if (error != 0 && error != -ETIMEDOUT) {
            fatal("mutex::try_lock_until", error);
        }
        return error == 0;
    }
    template<typename Rep, typename Period>
    [[nodiscard]] bool try_lock_for(std::chrono::duration<Rep, Period> time) noexcept {
        return try_lock_until(after(time));
    }
};

} // namespace detail

class mutex final : public detail::mutex_base<0> {};
class recursive_mutex final : public detail::mutex_base<TAKT_RECURSIVE> {};
class timed_mutex final : public detail::timed_mutex_base<0> {};

} // namespace takt
