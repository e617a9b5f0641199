// SPDX-License-Identifier: MIT
// Owns a kernel's symbol table: addresses to functions, names to addresses.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace takt::bench {

class Symbols final {
public:
    /// Reads a System.map as the kernel build writes it.
    explicit Symbols(const std::filesystem::path& system_map);

    /// The function that holds an address; "user" for user code.
    [[nodiscard]] std::string function(std::uint64_t address) const;

    /// The same with the offset, such as "schedule+0x1c".
    [[nodiscard]] std::string place(std::uint64_t address) const;

    [[nodiscard]] std::optional<std::uint64_t> address(const std::string& name) const;

    /// Where all entries for maskable interrupts begin. Throws if the kernel does not name them as
    /// expected.
    [[nodiscard]] std::vector<std::uint64_t> interrupt_entries() const;

private:
    std::map<std::uint64_t, std::string> code_;
    std::map<std::string, std::uint64_t> names_;
};

} // namespace takt::bench
