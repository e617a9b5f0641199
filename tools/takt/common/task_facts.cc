// SPDX-License-Identifier: MIT
// Implements reading facts of the system.
#include "common/task_facts.hpp"

#include <fstream>
#include <sstream>

#include <sys/utsname.h>
#include <unistd.h>

namespace takt::tool {

std::optional<std::string> read_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) {
        return std::nullopt;
    }
    return line;
}

std::string read_all(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

namespace {

std::string cpu_model() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name")) {
            const auto colon = line.find(": ");
            return colon == std::string::npos ? line : line.substr(colon + 2);
        }
    }
    return "unknown";
}

} // namespace

nlohmann::json machine_facts() {
    utsname name{};
    uname(&name);
    return {
        {"kernel", name.release},
        {"version", name.version},
        {"machine", name.machine},
        {"cpu", cpu_model()},
        {"cpus", sysconf(_SC_NPROCESSORS_ONLN)},
        {"clocksource",
         read_line("/sys/devices/system/clocksource/clocksource0/current_clocksource")
             .value_or("unknown")},
        {"command_line", read_line("/proc/cmdline").value_or("unknown")},
        {"takt", read_line("/proc/takt").value_or("not loaded")},
    };
}

} // namespace takt::tool
