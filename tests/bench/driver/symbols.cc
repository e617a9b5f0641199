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

std::vector<std::uint64_t> Symbols::interrupt_entries() const {
    std::vector<std::uint64_t> entries;
    for (auto name = names_.lower_bound("asm_sysvec_");
         name != names_.end() && name->first.starts_with("asm_sysvec_"); ++name)
        entries.push_back(name->second);
    // All other vectors have a stub of equal size in one of two tables.
    constexpr std::uint64_t stub_bytes = 16;
    const std::uint64_t before = entries.size();
    for (const char* table : {"irq_entries_start", "spurious_entries_start"}) {
        const auto start = address(table);
        if (!start)
            continue;
        const std::uint64_t end = code_.upper_bound(*start)->first;
        for (std::uint64_t stub = *start; stub < end; stub += stub_bytes)
            entries.push_back(stub);
    }
    if (before == 0 || entries.size() == before)
        throw Error("no asm_sysvec_* or irq_entries_start among the kernel's symbols: have the "
                    "interrupt entries been renamed? Then name them in the bench's symbols.cc");
    return entries;
}

} // namespace takt::bench
