// SPDX-License-Identifier: MIT
// Owns how the environment is found out and compared.
#include "environment.hpp"

#include <fmt/core.h>

#include <sstream>

#include "emulator.hpp"
#include "file.hpp"

namespace takt::bench {

Environment describe_environment(const Kernel& kernel) {
    Environment environment{{"kernel release", kernel.release},
                            {"kernel compiler", kernel.compiler},
                            {"kernel configuration", kernel.configuration},
                            {"emulator", emulator_version()}};
    // Whose code runs in the guest. A package that is not installed is no error: the kernel source
    // may be the user's own, and packing the guest checks for the others.
    std::istringstream lines(
        output_of("dpkg-query -W -f '${Package} ${Version}\\n' linux-source-6.12 libc6 libc6-dev "
                  "g++ rt-tests stress-ng busybox-static 2>/dev/null || true"));
    for (std::string package, version; lines >> package >> version;)
        environment["package " + package] = version;
    return environment;
}

std::vector<std::string> differences(const Environment& expected, const Environment& found) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : expected) {
        const auto other = found.find(name);
        const std::string now = other == found.end() ? "missing" : other->second;
        if (now != value)
            lines.push_back(fmt::format("{}: {} when recorded, {} now", name, value, now));
    }
    return lines;
}

} // namespace takt::bench
