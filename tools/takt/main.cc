// SPDX-License-Identifier: MIT
// The takt command: finds the subcommand and hands over.
#include <algorithm>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "common/exit_status.hpp"
#include "doctor/doctor.hpp"
#include "latency/latency.hpp"
#include "ps/ps.hpp"
#include "report/report.hpp"
#include "run/run.hpp"
#include "takt/takt.h"

int main(int argc, char** argv) {
    using namespace takt::tool;
    CLI::App app("Takt: hard real time beside Linux.");
    app.name("takt");
    app.set_version_flag("-V,--version", takt_version());
    app.require_subcommand(1);
    int status = status_failure;
    add_run(app, status);
    add_latency(app, status);
    add_ps(app, status);
    add_doctor(app, status);
    add_report(app, status);
    const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
    if (argc > 1 && argv[1][0] != '-' &&
        std::none_of(subcommands.begin(), subcommands.end(), [&](const CLI::App* subcommand) {
            return subcommand->get_name() == argv[1];
        })) {
        fmt::print(stderr, "takt: there is no subcommand '{}': run, latency, ps, doctor, report\n",
                   argv[1]);
        return status_usage;
    }
    app.footer("Exit status: 0 good; 1 a finding or an exceeded threshold; 2 wrong options; 3 no "
               "real time to be had "
               "(module, version, permission, locked memory); 4 other failure; `takt run`: that of "
               "the program, 125 "
               "refused, 126 cannot be executed, 127 not found.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? status_ok : status_usage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "takt: {}\n", error.what());
        return status_failure;
    }
    return status;
}
