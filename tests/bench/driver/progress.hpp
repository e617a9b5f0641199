// SPDX-License-Identifier: MIT
// Owns the progress display of a run: a line for each finished job, with an estimate of the rest.
#pragma once

#include <array>
#include <cstddef>

#include "job.hpp"

namespace takt::bench {

class Progress final {
public:
    Progress(std::size_t jobs, unsigned parallel) : jobs_(jobs), parallel_(parallel) {}

    /// A job that waits to be run; what it will cost is judged by its guest time.
    void expect(const Job& job);

    /// A job taken from an earlier run's results.
    void cached() { ++done_; }

    /// A job that ran for @p host_seconds; prints a line.
    void finished(const Job& job, double host_seconds);

    void announce() const;

private:
    /// Guest seconds a job asks for; idle guests cost next to nothing.
    [[nodiscard]] static double weight(const Job& job);
    [[nodiscard]] double seconds_left() const;

    std::size_t jobs_;
    unsigned parallel_;
    std::size_t done_ = 0;
    std::size_t ran_ = 0;
    double weight_left_ = 0;
    double weight_ran_ = 0;
    double seconds_ran_ = 0;
};

} // namespace takt::bench
