// SPDX-License-Identifier: MIT
// Owns the measuring threads of `takt latency`.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "common/statistics.hpp"
#include "latency/options.hpp"
#include "takt/takt.hpp"

namespace takt::tool {

/// What one thread has found; the display reads it while the thread writes: figures there may be
/// one cycle apart.
struct Measured {
    int number = 0;
    int tid = 0;
    int cpu = -1;
    int64_t interval_us = 0;
    Statistics statistics;
    std::vector<uint64_t>
        histogram; ///< linear, for -h; one more than its length for what exceeds it
    uint64_t bounces = 0;
    std::array<uint64_t, TAKT_REASON_COUNT> left{};
    uint64_t missed = 0;
    std::array<int64_t, wakeup_part_count> parts_sum_ns{};
    uint64_t parts_count = 0;
    uint64_t unrecorded = 0; ///< wake-ups whose parts are not known
    int error = 0;
};

class Measurement final {
public:
    explicit Measurement(const LatencyOptions& options);
    /// Throws std::system_error with the remedy when real time is not to be had.
    void start();
    void stop();
    [[nodiscard]] bool running() const { return active_.load() > 0; }
    [[nodiscard]] const std::vector<std::unique_ptr<Measured>>& threads() const {
        return measured_;
    }
    /// The thread that exceeded the threshold; -1 if none did.
    [[nodiscard]] int broke() const { return broke_.load(); }

private:
    void measure(Measured& measured);
    bool cycle(Measured& measured, int64_t late_ns, const std::optional<WakeupParts>& parts);

    const LatencyOptions& options_;
    std::vector<std::unique_ptr<Measured>> measured_;
    std::vector<takt::jthread> threads_;
    std::atomic<bool> stop_{false};
    std::atomic<int> active_{0};
    std::atomic<int> broke_{-1};
};

} // namespace takt::tool
