// SPDX-License-Identifier: MIT
// Owns the reading of System.map.
#include "symbols.hpp"

#include <fmt/core.h>

#include <fstream>

#include "error.hpp"

namespace takt::bench {

Symbols::Symbols(const std::filesystem::path& system_map) {
    std::ifstream file(system_map);
    std::string address;
    std::string type;
    std::string name;
    while (file >> address >> type >> name) {
        const std::uint64_t value = std::stoull(address, nullptr, 16);
        names_.emplace(name, value);
        // Kernel code only: per-CPU symbols are of type A or D and lie at small addresses. The
        // first name of an address wins, except that a section's start mark loses to a function.
        if (std::string("tTwW").find(type) == std::string::npos || value >> 63U == 0)
            continue;
        const auto [entry, is_new] = code_.emplace(value, name);
        if (!is_new && entry->second.starts_with("__") && !name.starts_with("__"))
            entry->second = name;
    }
    if (code_.empty())
        throw Error("{} holds no symbols; build the kernel again", system_map.string());
}

std::string Symbols::function(std::uint64_t address) const {
    if (address >> 63U == 0)
        return "user";
    const auto after = code_.upper_bound(address);
    return after == code_.begin() ? "?" : std::prev(after)->second;
}

std::string Symbols::place(std::uint64_t address) const {
    if (address >> 63U == 0)
        return "user";
    const auto after = code_.upper_bound(address);
    if (after == code_.begin())
        return fmt::format("{:#x}", address);
    return fmt::format("{}+{:#x}", std::prev(after)->second, address - std::prev(after)->first);
}

std::optional<std::uint64_t> Symbols::address(const std::string& name) const {
    const auto found = names_.find(name);
    if (found == names_.end())
        return std::nullopt;
    return found->second;
}

} // namespace takt::bench
