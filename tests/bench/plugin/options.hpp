// SPDX-License-Identifier: MIT
// Owns the reading of a plugin's NAME=VALUE arguments.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>

namespace takt::bench {

/// Every argument must be asked for: check with expect_empty() that none is left over.
class PluginOptions final {
public:
    PluginOptions(int argc, char** argv) {
        for (int i = 0; i < argc; ++i) {
            const std::string argument = argv[i];
            const auto equals = argument.find('=');
            if (equals == std::string::npos)
                throw std::invalid_argument("argument '" + argument + "' is not NAME=VALUE");
            values_[argument.substr(0, equals)] = argument.substr(equals + 1);
        }
    }

    [[nodiscard]] std::string take(const std::string& name) {
        const auto found = values_.find(name);
        if (found == values_.end())
            throw std::invalid_argument("argument '" + name + "=...' is missing");
        std::string value = found->second;
        values_.erase(found);
        return value;
    }

    /// Numbers may be decimal or, with 0x, hexadecimal.
    [[nodiscard]] std::uint64_t take_number(const std::string& name) {
        const std::string text = take(name);
        std::size_t used = 0;
        const std::uint64_t value = std::stoull(text, &used, 0);
        if (used != text.size())
            throw std::invalid_argument("'" + name + "=" + text + "' is not a number");
        return value;
    }

    [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) != 0; }

    void expect_empty() const {
        if (!values_.empty())
            throw std::invalid_argument("unknown argument '" + values_.begin()->first + "'");
    }

private:
    std::map<std::string, std::string> values_;
};

} // namespace takt::bench
