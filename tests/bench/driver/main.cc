// SPDX-License-Identifier: MIT
// Owns the command line of takt-bench, the driver of the instruction-exact bench.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <map>

#include "child.hpp"
#include "commands.hpp"
#include "error.hpp"

namespace {

using namespace takt::bench;

/// Splits FLAVOUR=PATH.
std::pair<std::string, std::filesystem::path> flavour_and_path(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
        throw Error("'{}' is not FLAVOUR=PATH", text);
    return {text.substr(0, equals), std::filesystem::absolute(text.substr(equals + 1))};
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Measures Linux and Takt in executed instructions, in an emulated guest."};
    Settings settings;
    settings.flavours = {"unpatched", "preempt_rt", "takt"};
    settings.loads.assign(all_loads.begin(), all_loads.end());
    std::vector<std::string> kernels;
    std::vector<std::string> modules;
    std::vector<std::string> rt_programs;
    app.add_option("--kernels", settings.places.root, "folder with a build folder a flavour")
        ->required();
    app.add_option("--programs", settings.programs, "folder with the guest's programs")
        ->required()
        ->check(CLI::ExistingDirectory);
    app.add_option("--output", settings.output, "folder for results, logs and kept results")
        ->required();
    app.add_option("--expected", settings.expected, "the figures that are kept in the tree");
    app.add_option("--kernel", kernels, "FLAVOUR=FOLDER: take this flavour from elsewhere");
    app.add_option("--module", modules, "FLAVOUR=FILE: load this module in the guest");
    app.add_option("--rt-program", rt_programs,
                   "a file that the guests of RT jobs hold, such as takt");
    app.add_option("--core-counts", settings.core_counts,
                   "the program that counts the core's instructions");
    app.add_option("--anchors", settings.anchors, "others' figures, to stand beside ours");
    app.add_option("--jobs", settings.parallel, "guests at a time")->check(CLI::Range(1, 64));
    app.add_option("--flavour", settings.flavours, "kernels to measure");
    app.add_option("--load", settings.loads, "loads to measure under")
        ->check(CLI::IsMember(std::vector<std::string>(all_loads.begin(), all_loads.end())));
    std::vector<std::string> kinds;
    for (const JobKind kind : all_kinds)
        kinds.emplace_back(to_string(kind));
    app.add_option("--kind", settings.kinds, "what to measure, instead of all")
        ->check(CLI::IsMember(kinds));
    app.add_option("--seed", settings.seeds, "seeds: independent samples");
    app.add_flag("--quick", settings.quick, "one seed, short runs");
    const std::map<CLI::App*, int (*)(const Settings&)> commands{
        {app.add_subcommand("run", "measure everything, print tables"), command_run},
        {app.add_subcommand("core", "count the core's operations only"), command_core},
        {app.add_subcommand("overhead", "what the pipeline costs Linux"), command_overhead},
        {app.add_subcommand("hard-off", "hard-off sections the patch adds"), command_hard_off},
        {app.add_subcommand("gate", "compare with the kept figures"), command_gate},
        {app.add_subcommand("accept", "keep the figures found now"), command_accept},
        {app.add_subcommand("determinism", "measure twice, compare"), command_determinism}};
    app.require_subcommand(1);
    app.fallthrough();
    CLI11_PARSE(app, argc, argv);

    catch_interrupts();
    try {
        for (const std::string& kernel : kernels)
            settings.places.directories.insert(flavour_and_path(kernel));
        for (const std::string& module : modules) {
            const auto [flavour, path] = flavour_and_path(module);
            settings.places.modules[flavour].push_back(path);
        }
        for (const std::string& program : rt_programs)
            settings.places.rt_programs.push_back(std::filesystem::absolute(program));
        return commands.at(app.get_subcommands().front())(settings);
    } catch (const Interrupted&) {
        fmt::print(stderr, "\ninterrupted; finished results are kept: the same command goes on\n");
        return 130;
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench: {}\n", error.what());
        return 2;
    }
}
