// SPDX-License-Identifier: MIT
// Owns the RT thread: a std::jthread with policy, priority, CPU, stack and name, attached to the
// co-kernel.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <type_traits>

#include <pthread.h>

#include "takt/result.hpp"

namespace takt {

enum class policy : uint8_t { other, fifo, rr };

struct thread_attributes {
    takt::policy policy = policy::fifo;
    int priority = 50; ///< 1 to 99; 0 with policy::other
    int cpu = -1;      ///< -1: any
    size_t stack_bytes = 256 * 1024;
    std::string name = "takt"; ///< 15 characters count
    uint32_t flags = TAKT_ATTACH_AUTO;
    takt_on_bounce on_bounce = TAKT_ON_BOUNCE_COUNT;
};

class TAKT_API jthread final {
public:
    jthread() noexcept = default;

    /// Start @p function, with a stop token first if it takes one. Its thread is attached before it
    /// runs. Context: linux.  Throws std::system_error that says which step was refused, and the
    /// remedy.
    template<typename Function>
    explicit jthread(const thread_attributes& attributes, Function&& function) {
        if constexpr (std::is_invocable_v<std::decay_t<Function>, std::stop_token>) {
            start(attributes, [f = std::forward<Function>(function),
                               token = stop_.get_token()]() mutable { f(token); });
        } else {
            start(attributes, std::forward<Function>(function));
        }
    }
    jthread(jthread&& other) noexcept;
    jthread& operator=(jthread&& other) noexcept;
    ~jthread();

    [[nodiscard]] bool joinable() const noexcept { return started_; }
    void join();
    bool request_stop() noexcept { return stop_.request_stop(); }
    [[nodiscard]] std::stop_token get_stop_token() const noexcept { return stop_.get_token(); }
    [[nodiscard]] pthread_t native_handle() const noexcept { return thread_; }

private:
    void start(const thread_attributes& attributes, std::function<void()> function);

    std::stop_source stop_;
    pthread_t thread_{};
    bool started_ = false;
};

/// Attach the calling thread, which Linux started. Throws std::system_error with the remedy.
TAKT_API void attach_this_thread(uint32_t flags = TAKT_ATTACH_AUTO,
                                 takt_on_bounce on_bounce = TAKT_ON_BOUNCE_COUNT);

} // namespace takt
