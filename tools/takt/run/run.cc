// SPDX-License-Identifier: MIT
// Implements `takt run`: an unmodified program, whose SCHED_FIFO and SCHED_RR threads become RT
// threads.
#include "run/run.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include <elf.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/exit_status.hpp"
#include "common/option_checks.hpp"
#include "takt/takt.h"

namespace takt::tool {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> command;
    std::string on_bounce = "count";
    std::string summary;
    std::string preload;
    bool quiet = false;
};

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        return fs::exists(name) ? name : "";
    }
    const char* path = getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const fs::path file = fs::path(folder.empty() ? "." : folder) / name;
        if (access(file.c_str(), X_OK) == 0 && !fs::is_directory(file)) {
            return file;
        }
    }
    return "";
}

/// What is wrong with a program that the preload library cannot reach; empty if nothing.
std::string unreachable(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Elf64_Ehdr header{};
    if (!file.read(reinterpret_cast<char*>(&header), sizeof(header)) ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
        return ""; // a script: its interpreter is looked at when it starts
    }
    if (header.e_ident[EI_CLASS] != ELFCLASS64) {
        return "it is a 32-bit program: build it for 64 bits";
    }
    for (int index = 0; index < header.e_phnum; ++index) {
        Elf64_Phdr segment{};
        file.seekg(static_cast<std::streamoff>(header.e_phoff +
                                               static_cast<Elf64_Off>(index) * sizeof(segment)));
        if (file.read(reinterpret_cast<char*>(&segment), sizeof(segment)) &&
            segment.p_type == PT_INTERP) {
            return "";
        }
    }
    return "it is linked statically: link it dynamically, or against libtakt";
}

/// The loader only warns of a library that it cannot load, and would run the program without real
/// time.
bool is_shared_library(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Elf64_Ehdr header{};
    return file.read(reinterpret_cast<char*>(&header), sizeof(header)) &&
           memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
           header.e_type == ET_DYN;
}

std::string find_preload(const std::string& wanted) {
    if (!wanted.empty()) {
        return fs::exists(wanted) ? fs::absolute(wanted).string() : "";
    }
    std::error_code ignored;
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const fs::path& candidate :
         {folder / "libtakt-preload.so", folder / "../lib/takt/libtakt-preload.so",
          folder / "../lib/x86_64-linux-gnu/takt/libtakt-preload.so",
          fs::path("/usr/lib/takt/libtakt-preload.so")}) {
        if (fs::exists(candidate)) {
            return fs::weakly_canonical(candidate);
        }
    }
    return "";
}

int run(const Options& options) {
    const std::string& name = options.command.front();
    const std::string program = find_program(name);
    if (program.empty()) {
        fmt::print(stderr, "takt run: {}: there is no such program\n", name);
        return status_run_not_found;
    }
    if (const std::string why = unreachable(program); !why.empty()) {
        fmt::print(stderr, "takt run: {}: {}\n", name, why);
        return status_run_refused;
    }
    const std::string preload = find_preload(options.preload);
    if (preload.empty()) {
        fmt::print(stderr, "takt run: libtakt-preload.so is not there: install it, or name it by "
                           "--preload FILE\n");
        return status_run_refused;
    }
    if (!is_shared_library(preload)) {
        fmt::print(stderr, "takt run: --preload {}: this is no 64-bit shared library\n", preload);
        return status_run_refused;
    }
    const char* before = getenv("LD_PRELOAD");
    const std::string all = before != nullptr && *before != '\0' ? preload + ":" + before : preload;
    setenv("LD_PRELOAD", all.c_str(), 1);
    setenv("TAKT_RUN_ON_BOUNCE",
           options.on_bounce == "refuse"   ? "2"
           : options.on_bounce == "signal" ? "1"
                                           : "0",
           1);
    setenv("TAKT_RUN_QUIET", options.quiet ? "1" : "", 1);
    if (options.summary.empty()) {
        unsetenv("TAKT_RUN_SUMMARY");
    } else {
        setenv("TAKT_RUN_SUMMARY", fs::absolute(options.summary).c_str(), 1);
    }
    // Kept over exec: no huge page is made before the library is there.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    std::vector<char*> arguments;
    for (const std::string& argument : options.command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
    fmt::print(stderr, "takt run: {}: {}\n", name, strerror(errno));
    return status_run_cannot;
}

} // namespace

void add_run(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "run", "run an unmodified program in real time: takt run -- PROGRAM ARGS");
    command
        ->add_option("--on-bounce", options->on_bounce,
                     "what happens when a thread is taken out of RT mode: count, signal (SIGXCPU), "
                     "refuse (foreign "
                     "calls fail with EPERM)")
        ->check(CLI::IsMember({"count", "signal", "refuse"}))
        ->capture_default_str();
    command->add_option("--summary", options->summary, "write the summary to this file, as JSON")
        ->check(writable_file());
    command
        ->add_option("--preload", options->preload, "libtakt-preload.so, if it is not in its place")
        ->check(readable_file());
    command->add_flag("-q,--quiet", options->quiet, "no summary on standard error");
    command->add_option("command", options->command, "the program and its arguments")->required();
    command->positionals_at_end();
    command->callback([options, &status] { status = run(*options); });
}

} // namespace takt::tool
