// SPDX-License-Identifier: MIT
// Owns the channel between an RT thread and a Linux thread; neither end takes the RT side to Linux
// mode.
#pragma once

#include <atomic>
#include <memory>
#include <type_traits>

#include "takt/semaphore.hpp"

namespace takt {

/// One sender, one receiver, any size of message. The ends may be in either mode. An attached
/// SCHED_OTHER thread that receives waits in the co-kernel and goes on in Linux: so the RT side
/// wakes it without a Linux call.
template<typename T>
class channel final {
    static_assert(std::is_trivially_copyable_v<T>, "messages are copied byte by byte");

public:
    /// Context: linux.  Allocates its memory here, once.
    explicit channel(uint32_t messages)
        : ring_(std::make_unique<T[]>(messages)), size_(messages), full_(0), empty_(messages) {}

    /// Context: any, never blocks.  False: full.
    [[nodiscard]] bool try_send(const T& message) noexcept {
        if (!empty_.try_acquire()) {
            return false;
        }
        put(message);
        return true;
    }
    /// Context: rt; may switch.
    void send(const T& message) noexcept {
        empty_.acquire();
        put(message);
    }
    /// False: empty.
    [[nodiscard]] bool try_receive(T& message) noexcept {
        if (!full_.try_acquire()) {
            return false;
        }
        take(message);
        return true;
    }
    void receive(T& message) noexcept {
        full_.acquire();
        take(message);
    }
    [[nodiscard]] bool receive_until(T& message, clock::time_point time) noexcept {
        if (!full_.try_acquire_until(time)) {
            return false;
        }
        take(message);
        return true;
    }

private:
    // The semaphores order the accesses: release() publishes, acquire() sees.
    void put(const T& message) noexcept {
        ring_[head_] = message;
        head_ = head_ + 1 == size_ ? 0 : head_ + 1;
        full_.release();
    }
    void take(T& message) noexcept {
        message = ring_[tail_];
        tail_ = tail_ + 1 == size_ ? 0 : tail_ + 1;
        empty_.release();
    }

    std::unique_ptr<T[]> ring_;
    uint32_t size_;
    uint32_t head_ = 0; ///< the sender's
    uint32_t tail_ = 0; ///< the receiver's
    counting_semaphore full_;
    counting_semaphore empty_;
};

} // namespace takt
