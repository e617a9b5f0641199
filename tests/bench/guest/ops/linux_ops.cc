// SPDX-License-Identifier: MIT
// Owns the guest program that measures Linux operations and prints one result line for each.
#include <fmt/core.h>
#include <sched.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "check.hpp"
#include "operation.hpp"

namespace {

using namespace takt::bench;

/// Two sides of a round trip on two CPUs would measure wake-up IPIs instead of switches.
void stay_on_first_cpu() {
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    check(sched_setaffinity(0, sizeof first, &first), "sched_setaffinity");
}

void measure(const Operation& operation, std::size_t divisor) {
    Samples samples(std::max<std::size_t>(operation.samples / divisor, 10), operation.warmup);
    operation.measure(samples);
    const Summary s = samples.summary();
    fmt::print(
        "TAKT-BENCH {{\"name\":\"{}\",\"n\":{},\"min\":{},\"avg\":{:.3f},\"p50\":{},\"p99\":{},"
        "\"p999\":{},\"max\":{}}}\n",
        operation.name, s.n, s.min, s.avg, s.p50, s.p99, s.p999, s.max);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Measures the cost of Linux operations in time-stamp counter ticks."};
    std::vector<std::string> only;
    std::size_t divisor = 1;
    bool list = false;
    app.add_option("--only", only, "measure these operations only");
    app.add_option("--divide", divisor, "take this many times fewer samples")
        ->check(CLI::PositiveNumber);
    app.add_flag("--list", list, "print the names and end");
    CLI11_PARSE(app, argc, argv);

    std::vector<Operation> chosen;
    for (const auto group : {system_call_operations(), memory_operations(), thread_operations(),
                             message_operations(), process_operations()})
        chosen.insert(chosen.end(), group.begin(), group.end());
    for (const std::string& name : only)
        if (std::none_of(chosen.begin(), chosen.end(), [&](auto& o) { return o.name == name; })) {
            fmt::print(stderr, "linux_ops: no operation '{}'; see --list\n", name);
            return 1;
        }
    if (!only.empty())
        std::erase_if(chosen, [&](auto& o) {
            return std::find(only.begin(), only.end(), o.name) == only.end();
        });

    if (!list)
        stay_on_first_cpu();
    for (const Operation& operation : chosen)
        if (list)
            fmt::print("{}\n", operation.name);
        else
            measure(operation, divisor);
    return 0;
}
