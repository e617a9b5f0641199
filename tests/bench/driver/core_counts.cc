// SPDX-License-Identifier: MIT
// Owns the run of takt_core_counts.
#include "core_counts.hpp"

#include <fmt/core.h>

#include <sstream>

#include "error.hpp"
#include "file.hpp"

namespace takt::bench {
namespace {

CoreCounts run_program(const fs::path& program, const fs::path& report, int samples) {
    fs::remove(report);
    CoreCounts counts;
    // Status 1: a limit is exceeded; the report is whole then as well.
    counts.table = output_of(fmt::format("'{}' --samples {} --json '{}' || [ $? = 1 ]",
                                         program.string(), samples, report.string()));
    try {
        counts.figures = nlohmann::json::parse(read_file(report)).get<Figures>();
    } catch (const nlohmann::json::exception& error) {
        throw Error("{} wrote a damaged report: {}", program.string(), error.what());
    }
    // Counted on the host, but compiled as it is for that kernel.
    for (Figure& figure : counts.figures)
        figure.kernel = "takt";
    std::istringstream lines(counts.table);
    for (std::string line; std::getline(lines, line);)
        if (line.ends_with("ABOVE ITS LIMIT"))
            counts.problems.push_back(line);
    return counts;
}

} // namespace

CoreCounts count_core(const fs::path& program, const fs::path& output, bool quick) {
    const int samples = quick ? 20 : 200;
    const fs::path kept = output / "cache" /
                          fmt::format("core-{}-{}.json", samples, hash_file(program).substr(0, 16));
    if (fs::exists(kept))
        return nlohmann::json::parse(read_file(kept)).get<CoreCounts>();
    fs::create_directories(output);
    CoreCounts counts = run_program(program, output / "core.json", samples);
    write_file(kept, nlohmann::json(counts).dump(1));
    return counts;
}

} // namespace takt::bench
