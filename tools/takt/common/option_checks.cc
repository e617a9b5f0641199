// SPDX-License-Identifier: MIT
// Implements the checks of options that name files.
#include "common/option_checks.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace takt::tool {

namespace {

namespace fs = std::filesystem;

std::string unwritable(const std::string& name) {
    std::error_code ignored;
    if (name.empty()) {
        return "'': the name of a file that can be written";
    }
    if (fs::is_directory(name, ignored)) {
        return fmt::format("'{}' is a folder: the name of a file that can be written", name);
    }
    if (fs::exists(name, ignored)) {
        return access(name.c_str(), W_OK) == 0
                   ? ""
                   : fmt::format("'{}' is write-protected: a file that can be written", name);
    }
    const fs::path parent = fs::path(name).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    return fs::is_directory(folder, ignored) && access(folder.c_str(), W_OK) == 0
               ? ""
               : fmt::format("'{}': a file in a folder that is there and can be written to", name);
}

std::string unreadable(const std::string& name) {
    std::error_code ignored;
    return !fs::is_directory(name, ignored) && access(name.c_str(), R_OK) == 0
               ? ""
               : fmt::format("'{}' cannot be read: the name of a file that can", name);
}

} // namespace

CLI::Validator writable_file() {
    return {[](std::string& name) { return unwritable(name); }, "FILE"};
}

CLI::Validator readable_titled_file() {
    return {[](std::string& text) { return unreadable(split_title(text).second); }, "[TITLE=]FILE"};
}

CLI::Validator readable_file(const std::string& remedy) {
    return {[remedy](std::string& name) {
                const std::string what = unreadable(name);
                return what.empty() ? what : what + remedy;
            },
            "FILE"};
}

CLI::Validator folder() {
    return {[](std::string& name) {
                std::error_code ignored;
                return fs::is_directory(name, ignored)
                           ? std::string()
                           : fmt::format("'{}': the name of a folder that is there", name);
            },
            "FOLDER"};
}

std::pair<std::string, std::string> split_title(const std::string& text) {
    const auto equals = text.find('=');
    if (equals != std::string::npos) {
        return {text.substr(0, equals), text.substr(equals + 1)};
    }
    return {fs::path(text).stem().string(), text};
}

} // namespace takt::tool
