// SPDX-License-Identifier: MIT
// Implements `takt doctor`: is this machine fit for real time, and what to do if not.
#include "doctor/doctor.hpp"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "common/exit_status.hpp"
#include "common/option_checks.hpp"
#include "doctor/findings.hpp"

namespace takt::tool {

namespace {

const char* word(Grade grade) {
    return grade == Grade::good ? "good" : grade == Grade::advice ? "advice" : "PROBLEM";
}

int doctor(const std::string& root, bool json) {
    int problems = 0;
    auto list = nlohmann::json::array();
    for (const Finding& finding : examine(root)) {
        problems += finding.grade == Grade::problem;
        if (json) {
            list.push_back({{"grade", word(finding.grade)},
                            {"what", finding.what},
                            {"remedy", finding.remedy}});
            continue;
        }
        fmt::print("{:<8} {}\n", word(finding.grade), finding.what);
        if (!finding.remedy.empty()) {
            fmt::print("         remedy: {}\n", finding.remedy);
        }
    }
    if (json) {
        fmt::print("{}\n", list.dump(1));
    } else {
        fmt::print("{}\n", problems == 0
                               ? "fit for real time"
                               : fmt::format("{} problems: not fit for real time", problems));
    }
    return problems == 0 ? status_ok : status_finding;
}

} // namespace

void add_doctor(CLI::App& app, int& status) {
    struct Options {
        std::string root;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("doctor", "is this machine fit for real time? status 1 if not");
    command->add_flag("--json", options->json, "as JSON");
    command->add_option("--root", options->root, "look at a system below this folder")
        ->check(folder());
    command->callback([options, &status] { status = doctor(options->root, options->json); });
}

} // namespace takt::tool
