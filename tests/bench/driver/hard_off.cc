// SPDX-License-Identifier: MIT
// Owns the comparison of hard-off sections by the functions in which they begin and end.
#include "hard_off.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

namespace takt::bench {
namespace {

using Key = std::pair<std::string, std::string>;

std::map<Key, FunctionSections> by_function(const std::vector<nlohmann::json>& lists) {
    std::map<Key, FunctionSections> rows;
    for (const auto& list : lists)
        for (const auto& place : list) {
            const Key key{place.at("first_function"), place.at("last_function")};
            FunctionSections& row = rows[key];
            row.first = key.first;
            row.last = key.second;
            row.count += place.at("count").get<std::uint64_t>();
            const auto max = place.at("max").get<std::uint64_t>();
            if (max > row.max) {
                row.max = max;
                row.worst = fmt::format("{} .. {}", place.at("first").get<std::string>(),
                                        place.at("last").get<std::string>());
            }
        }
    return rows;
}

} // namespace

std::vector<FunctionSections> compare_hard_off(const std::vector<nlohmann::json>& base,
                                               const std::vector<nlohmann::json>& other) {
    const auto base_rows = by_function(base);
    std::vector<FunctionSections> rows;
    for (auto& [key, row] : by_function(other)) {
        rows.push_back(row);
        if (const auto found = base_rows.find(key); found != base_rows.end())
            rows.back().base_max = found->second.max;
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.max > b.max; });
    return rows;
}

std::string hard_off_table(const std::vector<FunctionSections>& rows) {
    std::string text =
        fmt::format("Hard-off sections that the patch adds or lengthens, instructions\n"
                    "{:>8}{:>12}{:>10}  {}\n",
                    "max", "unpatched", "times", "longest one");
    for (const FunctionSections& row : rows)
        if (row.added())
            text += fmt::format("{:8}{:>12}{:10}  {}\n", row.max,
                                row.base_max == 0 ? "-" : std::to_string(row.base_max), row.count,
                                row.worst);
    return text;
}

} // namespace takt::bench
