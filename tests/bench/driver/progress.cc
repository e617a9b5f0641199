// SPDX-License-Identifier: MIT
// Owns the estimate of the time that is left.
#include "progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

namespace takt::bench {
namespace {

/// Before anything is measured: a host second or so emulates this much loaded guest time.
constexpr double usual_seconds_per_weight = 9;

std::string duration(double seconds) {
    return seconds < 90 ? fmt::format("{:.0f} s", seconds)
                        : fmt::format("{:.0f} min", seconds / 60);
}

} // namespace

double Progress::weight(const Job& job) {
    constexpr double boot = 1.5;
    if (job.kind == JobKind::ops || job.kind == JobKind::primitives)
        return boot + 2.0 / static_cast<double>(job.divide);
    const double guest_seconds = static_cast<double>(job.loops) * 251e-6;
    // Instrumented code runs about four times slower.
    return boot + guest_seconds * (job.load == "idle" ? 0.05 : 1) *
                      (job.kind == JobKind::sections ? 4 : 1);
}

double Progress::seconds_left() const {
    const double each = weight_ran_ > 0 ? seconds_ran_ / weight_ran_ : usual_seconds_per_weight;
    // Sums of fractions: the last one may leave less than nothing.
    return std::max(0.0, weight_left_ * each / parallel_);
}

void Progress::expect(const Job& job) {
    weight_left_ += weight(job);
}

void Progress::announce() const {
    if (done_ == jobs_)
        return;
    fmt::print(stderr,
               "{} boots of the bench guest to go ({} done before), {} at a time: about {}\n",
               jobs_ - done_, done_, parallel_, duration(seconds_left()));
}

void Progress::finished(const Job& job, double host_seconds) {
    ++done_;
    weight_left_ -= weight(job);
    weight_ran_ += weight(job);
    seconds_ran_ += host_seconds;
    fmt::print(stderr, "[{:3}/{}] {} took {}; about {} left\n", done_, jobs_, job.title(),
               duration(host_seconds), duration(seconds_left()));
}

} // namespace takt::bench
