// SPDX-License-Identifier: MIT
// Implements reading CPU lists.
#include "common/cpu_list.hpp"

#include <charconv>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

namespace takt::tool {

namespace {

int parse_cpu(const std::string& text, int cpus) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value >= cpus) {
        throw std::invalid_argument(
            fmt::format("'{}' is no CPU: 0 to {}, as in 0,2-3", text, cpus - 1));
    }
    return value;
}

} // namespace

std::vector<int> parse_cpu_list(const std::string& text, int cpus) {
    std::vector<int> result;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        const auto dash = part.find('-');
        const int first = parse_cpu(part.substr(0, dash), cpus);
        const int last = dash == std::string::npos ? first : parse_cpu(part.substr(dash + 1), cpus);
        if (last < first) {
            throw std::invalid_argument(
                fmt::format("'{}' runs backwards: write {}-{}", part, last, first));
        }
        for (int cpu = first; cpu <= last; ++cpu) {
            result.push_back(cpu);
        }
    }
    if (result.empty()) {
        throw std::invalid_argument(
            fmt::format("the list of CPUs is empty: 0 to {}, as in 0,2-3", cpus - 1));
    }
    return result;
}

int configured_cpus() {
    return static_cast<int>(sysconf(_SC_NPROCESSORS_CONF));
}

} // namespace takt::tool
