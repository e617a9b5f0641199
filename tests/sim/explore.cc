// SPDX-License-Identifier: GPL-2.0-only
// Implements exhaustive exploration, depth first over snapshots, with visited states cut off.
#include "explore.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "machine.hpp"
#include "snapshot.hpp"

namespace takt::sim {

namespace {

/// A state at which there is something to choose, and how far its choices have been tried.
struct Frame {
    Snapshot snapshot;
    Choices choices;
    uint32_t next = 0;
    uint32_t budget = 0;
};

/// The choices that the budget still pays for.
[[nodiscard]] Choices affordable(const Machine& machine, uint32_t budget) {
    const Choices all = machine.enabled();
    Choices choices;
    for (uint32_t index = 0; index < all.count(); ++index) {
        if (all[index].cost <= budget) {
            choices.add(all[index]);
        }
    }
    return choices;
}

class Explorer {
public:
    Explorer(const Scenario& scenario, const ExploreOptions& options)
        : machine_{scenario}, options_{options} {}

    ExploreResult run() {
        const auto deadline = std::chrono::steady_clock::now() + options_.max_time;
        machine_.boot();
        budget_ = options_.bound;
        for (;;) {
            if (!go_on()) {
                ++result_.schedules;
                if (!machine_.violation().empty()) {
                    break;
                }
                if (!backtrack()) {
                    result_.finished = true;
                    break;
                }
                if (result_.states > options_.max_states ||
                    ((result_.schedules & 0xff) == 0 &&
                     std::chrono::steady_clock::now() > deadline)) {
                    break;
                }
            }
        }
        result_.violation = machine_.violation();
        if (!result_.violation.empty()) {
            for (uint32_t index = 0; index < depth_; ++index) {
                result_.decisions.push_back(static_cast<uint16_t>(frames_[index].next - 1));
            }
        }
        result_.steps = machine_.total_steps();
        return std::move(result_);
    }

private:
    /// Go to the next state with something to choose, and choose. Returns false at the end of a
    /// schedule.
    bool go_on() {
        machine_.set_stop_always(budget_ != 0);
        const Choices choices = affordable(machine_, budget_);
        if (choices.count() == 0) {
            if (machine_.violation().empty() && !machine_.is_finished() &&
                !machine_.is_spinning()) {
                machine_.report("I20: nothing can happen any more, and not everybody has ended");
            }
            return false;
        }
        if (choices.count() == 1) {
            if (is_quiet() && !is_new()) {
                return false;
            }
            apply(choices[0]);
            return true;
        }
        Frame& frame = push();
        frame.snapshot.take(machine_);
        frame.choices = choices;
        frame.budget = budget_;
        if (!remember(frame.snapshot)) {
            --depth_;
            return false;
        }
        take_next(frame);
        return true;
    }

    /// No CPU is inside the core: here schedules that came different ways meet again.
    [[nodiscard]] bool is_quiet() {
        return std::ranges::none_of(machine_.world().cpu,
                                    [](const Cpu& cpu) { return cpu.in_pass() || cpu.irq_off; });
    }

    [[nodiscard]] bool is_new() {
        scratch_.take(machine_);
        return remember(scratch_);
    }

    /// Returns whether the state of @p snapshot has not been seen with as much budget. With more
    /// budget than before a state is worth another visit.
    [[nodiscard]] bool remember(const Snapshot& snapshot) {
        auto [known, is_new] = visited_.try_emplace(snapshot.hash(), 0);
        result_.states += is_new ? 1 : 0;
        if (known->second > budget_) {
            return false;
        }
        known->second = budget_ + 1;
        return true;
    }

    bool backtrack() {
        while (depth_ > 0) {
            Frame& frame = frames_[depth_ - 1];
            if (frame.next < frame.choices.count()) {
                frame.snapshot.put_back(machine_);
                take_next(frame);
                return true;
            }
            --depth_;
        }
        return false;
    }

    void take_next(Frame& frame) {
        machine_.reset_steps();
        budget_ = frame.budget;
        machine_.set_stop_always(true);
        apply(frame.choices[frame.next++]);
    }

    void apply(const Choice& choice) {
        budget_ -= choice.cost;
        machine_.set_stop_always(budget_ != 0);
        machine_.apply(choice);
    }

    Frame& push() {
        if (depth_ == frames_.size()) {
            frames_.emplace_back();
        }
        Frame& frame = frames_[depth_++];
        frame.next = 0;
        return frame;
    }

    Machine machine_;
    ExploreOptions options_;
    ExploreResult result_;
    std::vector<Frame> frames_; // reused: their buffers keep their memory
    Snapshot scratch_;
    size_t depth_ = 0;
    uint32_t budget_ = 0;
    std::unordered_map<StateHash, uint32_t, StateHashOfHash> visited_;
};

} // namespace

ExploreResult explore(const Scenario& scenario, const ExploreOptions& options) {
    return Explorer{scenario, options}.run();
}

std::vector<std::string> trace_of(const Scenario& scenario, const std::vector<uint16_t>& decisions,
                                  uint32_t bound) {
    Machine machine{scenario};
    machine.set_trace(true);
    machine.boot();
    uint32_t budget = bound;
    size_t next = 0;
    for (;;) {
        machine.set_stop_always(budget != 0);
        const Choices choices = affordable(machine, budget);
        if (choices.count() == 0) {
            if (machine.violation().empty() && !machine.is_finished() && !machine.is_spinning()) {
                machine.report("I20: nothing can happen any more, and not everybody has ended");
            }
            return machine.trace();
        }
        uint32_t pick = 0;
        if (choices.count() > 1 && next < decisions.size()) {
            pick = decisions[next++];
        }
        if (pick != 0) {
            machine.remark("--- " + describe(choices[pick]));
        }
        budget -= choices[pick].cost;
        machine.set_stop_always(budget != 0);
        machine.apply(choices[pick]);
    }
}

} // namespace takt::sim
