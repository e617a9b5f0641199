// SPDX-License-Identifier: GPL-2.0-only
// Implements randomized schedules.
#include "random.hpp"

#include <algorithm>
#include <random>

#include "machine.hpp"

namespace takt::sim {

namespace {

/// Steps that a run of a scenario is taken to have, for placing the priority changes.
constexpr uint32_t horizon = 1500;
constexpr uint32_t changes_max = 6;

/// Draws the same numbers everywhere: the standard's distributions differ between libraries.
class Dice {
public:
    explicit Dice(uint64_t seed) : engine_{seed} {}
    [[nodiscard]] uint32_t below(uint32_t limit) {
        return static_cast<uint32_t>((engine_() >> 32) % limit);
    }
    [[nodiscard]] bool one_in(uint32_t times) { return below(times) == 0; }

private:
    std::mt19937_64 engine_;
};

/// The CPU with the highest priority moves; at a few random steps the one that moves falls to the
/// end.
class Strategy {
public:
    Strategy(uint64_t seed, uint32_t cpus) : dice_{seed} {
        for (uint8_t cpu = 0; cpu < max_cpus; ++cpu) {
            priority_[cpu] = static_cast<int32_t>(1000 + dice_.below(1000));
        }
        changes_ = dice_.below(changes_max + 1);
        // Few runs let time pass at every step: most bugs need a certain order, not a certain time.
        drifts_ = dice_.one_in(3);
        static_cast<void>(cpus);
    }

    [[nodiscard]] Decision decide(const Choices& choices) {
        if (changes_ != 0 && dice_.below(horizon) < changes_max) {
            --changes_;
            priority_[choices[0].cpu] = lowest_--;
        }
        uint32_t best = 0;
        for (uint32_t index = 1; index < choices.count(); ++index) {
            if (rank(choices[index]) > rank(choices[best])) {
                best = index;
            }
        }
        // What costs a preemption on the same CPU, or lets time pass, is rare.
        if (choices.count() > 1 && dice_.one_in(40)) {
            best = dice_.below(choices.count());
        }
        return {static_cast<uint8_t>(best),
                drifts_ ? static_cast<uint8_t>(dice_.below(4)) : uint8_t{0}};
    }

private:
    [[nodiscard]] int32_t rank(const Choice& choice) const {
        return choice.kind == Choice::Kind::advance ? INT32_MIN : priority_[choice.cpu];
    }

    Dice dice_;
    int32_t priority_[max_cpus];
    int32_t lowest_ = 999;
    uint32_t changes_ = 0;
    bool drifts_ = false;
};

template<typename Decide>
[[nodiscard]] RandomResult run(const Scenario& scenario, Decide decide,
                               std::vector<std::string>* trace) {
    Machine machine{scenario};
    machine.set_trace(trace != nullptr);
    machine.boot();
    RandomResult result;
    for (;;) {
        const Choices choices = machine.enabled();
        if (choices.count() == 0) {
            break;
        }
        const Decision decision = decide(choices, result.decisions.size());
        result.decisions.push_back(decision);
        if (decision.choice != 0) {
            machine.remark("--- " + describe(choices[decision.choice]));
        }
        machine.set_drift(decision.drift_ns);
        machine.apply(choices[decision.choice]);
    }
    if (machine.violation().empty() && !machine.is_finished() && !machine.is_spinning()) {
        machine.report("I20: nothing can happen any more, and not everybody has ended");
    }
    result.violation = machine.violation();
    result.steps = machine.steps();
    if (trace != nullptr) {
        *trace = machine.trace();
    }
    return result;
}

/// Two runs fail in the same way if they name the same invariant.
[[nodiscard]] std::string name_of(const std::string& violation) {
    return violation.substr(0, violation.find(':'));
}

} // namespace

RandomResult run_random(const Scenario& scenario, uint64_t seed) {
    Strategy strategy{seed, scenario.cpus};
    return run(
        scenario, [&](const Choices& choices, size_t) { return strategy.decide(choices); },
        nullptr);
}

RandomResult replay(const Scenario& scenario, const std::vector<Decision>& decisions,
                    std::vector<std::string>* trace) {
    return run(
        scenario,
        [&](const Choices& choices, size_t index) {
            Decision decision = index < decisions.size() ? decisions[index] : Decision{};
            decision.choice =
                std::min<uint8_t>(decision.choice, static_cast<uint8_t>(choices.count() - 1));
            return decision;
        },
        trace);
}

RandomResult shrink(const Scenario& scenario, const RandomResult& failure) {
    RandomResult best = failure;
    // Put ever smaller stretches of decisions back to the default.
    for (size_t stretch = std::max<size_t>(best.decisions.size() / 2, 1); stretch > 0;
         stretch /= 2) {
        for (size_t begin = 0; begin < best.decisions.size(); begin += stretch) {
            std::vector<Decision> fewer = best.decisions;
            const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(begin);
            const auto to = fewer.begin() +
                            static_cast<std::ptrdiff_t>(std::min(begin + stretch, fewer.size()));
            if (std::all_of(from, to, [](Decision decision) { return decision == Decision{}; })) {
                continue;
            }
            std::fill(from, to, Decision{});
            RandomResult shorter = replay(scenario, fewer, nullptr);
            if (name_of(shorter.violation) == name_of(best.violation)) {
                best = std::move(shorter);
            }
        }
    }
    return best;
}

} // namespace takt::sim
