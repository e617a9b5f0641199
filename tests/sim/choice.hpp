// SPDX-License-Identifier: GPL-2.0-only
// Owns choices: what may happen next in the simulated machine, and what choosing it costs.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "limits.hpp"

namespace takt::sim {

struct Choice {
    enum class Kind : uint8_t {
        step,      // `cpu` goes on with what it does
        ipi,       // `cpu` takes the IPI
        timer,     // `cpu` takes its timer interrupt
        clock_set, // `cpu` learns that CLOCK_REALTIME was set
        task,      // Linux on `cpu` goes on with task `task`
        advance,   // time goes on to the next timer shot of any CPU
    };
    Kind kind = Kind::step;
    uint8_t cpu = 0;
    uint8_t task = 0;
    uint8_t cost = 0; // preemptions: 0 for what happens by itself
};

/// The default comes first and costs nothing.
class Choices {
public:
    void add(Choice choice) { item_[count_++] = choice; }
    [[nodiscard]] uint32_t count() const { return count_; }
    [[nodiscard]] const Choice& operator[](uint32_t index) const { return item_[index]; }

private:
    std::array<Choice, max_cpus*(3 + max_tasks) + 1> item_;
    uint32_t count_ = 0;
};

[[nodiscard]] std::string describe(const Choice& choice);

} // namespace takt::sim
