// SPDX-License-Identifier: MIT
// Implements measuring: sleep until a time, look at the clock, note how late it is.
#include "latency/measure.hpp"

#include <algorithm>
#include <cerrno>

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

namespace takt::tool {

namespace {

/// In RT mode by the co-kernel; in Linux mode the same sleep by Linux.
int sleep_until(uint64_t ns, bool linux_mode) {
    if (!linux_mode) {
        return takt_sleep_until(ns, TAKT_CLOCK_MONOTONIC);
    }
    const timespec time{static_cast<time_t>(ns / 1'000'000'000),
                        static_cast<long>(ns % 1'000'000'000)};
    return -clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

} // namespace

Measurement::Measurement(const LatencyOptions& options) : options_(options) {
    for (int number = 0; number < options.threads; ++number) {
        auto measured = std::make_unique<Measured>();
        measured->number = number;
        measured->cpu = options.cpus.empty()
                            ? -1
                            : options.cpus[static_cast<size_t>(number) % options.cpus.size()];
        measured->interval_us = options.interval_us + number * options.distance_us;
        measured->histogram.assign(static_cast<size_t>(options.histogram_us) + 1, 0);
        measured_.push_back(std::move(measured));
    }
}

void Measurement::start() {
    for (auto& measured : measured_) {
        takt::thread_attributes attributes{.priority = options_.priority, .cpu = measured->cpu};
        attributes.name = "latency/" + std::to_string(measured->number);
        attributes.flags = options_.linux_mode ? 0 : TAKT_ATTACH_AUTO;
        if (options_.breakdown || options_.handler) {
            attributes.flags |= TAKT_ATTACH_TIMED;
        }
        ++active_;
        threads_.emplace_back(attributes, [this, &measured] {
            measure(*measured);
            --active_;
        });
    }
}

void Measurement::stop() {
    stop_ = true;
    for (auto& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

bool Measurement::cycle(Measured& measured, int64_t late_ns,
                        const std::optional<WakeupParts>& parts) {
    if (parts) {
        ++measured.parts_count;
        for (size_t part = 0; part < wakeup_part_count; ++part) {
            measured.parts_sum_ns[part] += parts->ns[part];
        }
    } else if (options_.breakdown || options_.handler) {
        ++measured.unrecorded;
    }
    if (options_.handler) {
        if (!parts) {
            return !stop_.load(std::memory_order_relaxed);
        }
        late_ns = parts->ns[0];
    }
    measured.statistics.add(late_ns, parts);
    if (options_.histogram_us > 0) {
        const int64_t unit = options_.nanoseconds ? 1 : 1000;
        const auto last = static_cast<int64_t>(measured.histogram.size()) - 1;
        ++measured.histogram[static_cast<size_t>(std::clamp<int64_t>(late_ns / unit, 0, last))];
    }
    if (options_.break_us > 0 && late_ns > options_.break_us * 1000) {
        int none = -1;
        broke_.compare_exchange_strong(none, measured.number);
        stop_ = true;
    }
    const bool enough = options_.loops != 0 && measured.statistics.cycles() >= options_.loops;
    return !enough && !stop_.load(std::memory_order_relaxed);
}

void Measurement::measure(Measured& measured) {
    measured.tid = gettid();
    const auto interval = static_cast<uint64_t>(measured.interval_us) * 1000;
    // Only from here on latency is that of the mode: under load, Linux may have started the thread
    // late.
    measured.error = options_.linux_mode ? 0 : takt_go_rt();
    if (measured.error != 0) {
        stop_ = true;
    }
    const bool timed = options_.breakdown || options_.handler;
    WakeupReader reader;
    uint64_t next = takt_now(TAKT_CLOCK_MONOTONIC);
    for (bool more = measured.error == 0; more;) {
        next += interval;
        const int error = sleep_until(next, options_.linux_mode);
        const uint64_t now = takt_now(TAKT_CLOCK_MONOTONIC);
        if (error == -EINTR) {
            continue;
        }
        if (error != 0) {
            measured.error = error;
            stop_ = true;
            break;
        }
        more = cycle(measured, static_cast<int64_t>(now - next),
                     timed ? reader.read(next, now) : std::nullopt);
        while (now > next + interval) {
            next += interval;
            ++measured.missed;
        }
    }
    measured.bounces = takt::bounces();
    if (takt_in_rt()) {
        takt_go_linux();
    }
    for (uint32_t reason = 0; reason < TAKT_REASON_COUNT; ++reason) {
        measured.left[reason] = takt_thread_status()->handbacks[reason];
    }
}

} // namespace takt::tool
