// SPDX-License-Identifier: MIT
// Owns the run of takt_core_counts.
#include "core_counts.hpp"

#include <fmt/core.h>

#include <sstream>

#include "error.hpp"
#include "file.hpp"

namespace takt::bench {

CoreCounts count_core(const fs::path& program, const fs::path& output, bool quick) {
    const fs::path report = output / "core.json";
    fs::create_directories(output);
    fs::remove(report);
    // Status 1: a limit is exceeded; the report is whole then as well.
    std::istringstream lines(
        output_of(fmt::format("'{}' --samples {} --json '{}' || [ $? = 1 ]", program.string(),
                              quick ? 20 : 200, report.string())));
    CoreCounts counts;
    try {
        counts.figures = nlohmann::json::parse(read_file(report)).get<Figures>();
    } catch (const nlohmann::json::exception& error) {
        throw Error("{} wrote a damaged report: {}", program.string(), error.what());
    }
    // Counted on the host, but compiled as it is for that kernel.
    for (Figure& figure : counts.figures)
        figure.kernel = "takt";
    for (std::string line; std::getline(lines, line);)
        if (line.ends_with("ABOVE ITS LIMIT"))
            counts.problems.push_back(line);
    return counts;
}

} // namespace takt::bench
