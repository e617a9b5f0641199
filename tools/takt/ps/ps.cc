// SPDX-License-Identifier: MIT
// Implements `takt ps`: which threads are attached, where they are, what took them out of RT mode.
#include "ps/ps.hpp"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "common/exit_status.hpp"
#include "common/option_checks.hpp"
#include "common/task_facts.hpp"
#include "ps/proc_takt.hpp"
#include "takt/takt.h"

namespace takt::tool {

namespace {

std::string causes(const RtThread& thread) {
    std::string text;
    for (uint32_t reason = 1; reason < thread.left.size(); ++reason) {
        if (thread.left[reason] != 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", thread.left[reason],
                                takt_reason_text(reason));
            if (reason == TAKT_REASON_FOREIGN_CALL && thread.last_reason == reason) {
                text += fmt::format(" (last: {})", takt_call_name(thread.detail));
            }
        }
    }
    if (thread.refusal != 0) {
        text += fmt::format("{}refused: {}", text.empty() ? "" : ", ",
                            takt_refusal_text(thread.refusal));
    }
    return text.empty() ? "-" : text;
}

void print_table(const ProcTakt& state) {
    fmt::print("{:>7} {:>7} {:<15} {:<7} {:>3} {:<6} {:>3} {:>12} {:>8}  LEFT RT MODE\n", "PID",
               "TID", "NAME", "MODE", "CPU", "POLICY", "PRI", "RT TIME s", "ENTERED");
    for (const RtThread& thread : state.threads) {
        fmt::print("{:>7} {:>7} {:<15} {:<7} {:>3} {:<6} {:>3} {:>12.6f} {:>8}  {}\n", thread.pid,
                   thread.tid, thread.name, thread.stage, thread.cpu, thread.policy,
                   thread.priority, static_cast<double>(thread.runtime_ns) * 1e-9, thread.hardens,
                   causes(thread));
    }
    if (state.threads.empty()) {
        fmt::print("no thread is attached\n");
    }
}

void print_json(const ProcTakt& state) {
    auto threads = nlohmann::json::array();
    for (const RtThread& thread : state.threads) {
        threads.push_back({{"pid", thread.pid},
                           {"tid", thread.tid},
                           {"name", thread.name},
                           {"mode", thread.stage},
                           {"cpu", thread.cpu},
                           {"policy", thread.policy},
                           {"priority", thread.priority},
                           {"runtime_ns", thread.runtime_ns},
                           {"hardens", thread.hardens},
                           {"left", thread.left},
                           {"refusal", thread.refusal}});
    }
    fmt::print("{}\n", nlohmann::json{{"abi", state.abi}, {"threads", threads}}.dump(1));
}

int ps(const std::string& path, bool json) {
    if (!read_line(path)) {
        fmt::print(stderr, "takt ps: {} is not there: load the module (modprobe takt)\n", path);
        return status_no_rt;
    }
    const ProcTakt state = parse_proc_takt(read_all(path));
    json ? print_json(state) : print_table(state);
    return status_ok;
}

} // namespace

void add_ps(CLI::App& app, int& status) {
    struct Options {
        std::string path = "/proc/takt";
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("ps", "list attached threads");
    command->add_flag("--json", options->json, "as JSON");
    command->add_option("--file", options->path, "read this instead of /proc/takt")
        ->check(readable_file());
    command->callback([options, &status] { status = ps(options->path, options->json); });
}

} // namespace takt::tool
