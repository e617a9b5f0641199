// SPDX-License-Identifier: MIT
// Owns the message queue of the co-kernel: small messages by priority, blocking at both ends.
#pragma once

#include <type_traits>

#include "takt/clock.hpp"

namespace takt {

template<typename T, uint32_t N>
class queue final {
    static_assert(std::is_trivially_copyable_v<T>, "messages are copied byte by byte");
    static_assert(sizeof(T) <= TAKT_QUEUE_BYTES_MAX,
                  "a message has at most TAKT_QUEUE_BYTES_MAX bytes");
    static_assert(N >= 1 && N <= TAKT_QUEUE_MESSAGES_MAX,
                  "a queue holds 1 to TAKT_QUEUE_MESSAGES_MAX messages");

public:
    queue() : handle_(takt_queue_create(N, sizeof(T), 0), "a queue cannot be created") {}

    /// Priority 0 to TAKT_QUEUE_PRIORITY_MAX.  Context: rt; may switch.  Errors: EINTR.
    result<void> send(const T& message, uint32_t priority = 0) noexcept {
        return send(message, priority, TAKT_FOREVER);
    }
    /// Errors: EAGAIN full.
    result<void> try_send(const T& message, uint32_t priority = 0) noexcept {
        return send(message, priority, 0);
    }
    /// Errors: ETIMEDOUT.
    result<void> send_until(const T& message, clock::time_point time,
                            uint32_t priority = 0) noexcept {
        return send(message, priority, detail::until(time));
    }
    /// The same in the other direction.  Errors: EINTR; EAGAIN empty; ETIMEDOUT.
    result<T> receive() noexcept { return receive(TAKT_FOREVER); }
    result<T> try_receive() noexcept { return receive(0); }
    result<T> receive_until(clock::time_point time) noexcept {
        return receive(detail::until(time));
    }

private:
    result<void> send(const T& message, uint32_t priority, uint64_t until) noexcept {
        return detail::checked(takt_queue_send(handle_.get(), &message, sizeof(T), priority, until,
                                               TAKT_CLOCK_MONOTONIC));
    }
    result<T> receive(uint64_t until) noexcept {
        T message;
        const int64_t seen =
            takt_queue_receive(handle_.get(), &message, sizeof(T), until, TAKT_CLOCK_MONOTONIC);
        return seen >= 0 ? result<T>(message) : result<T>(error(seen));
    }

    detail::handle handle_;
};

} // namespace takt
