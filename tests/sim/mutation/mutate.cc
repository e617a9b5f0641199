// SPDX-License-Identifier: GPL-2.0-only
// Owns the mutation run: puts one fault at a time into the core and sees whether the simulator
// finds it.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Mutant {
    std::string name, file, old_text, new_text, breaks;
};

struct Setup {
    fs::path cokernel; // the unmodified sources
    fs::path commands; // compile_commands.json
    fs::path link;     // objects and libraries of the simulator, one a line
    fs::path work;
    std::string core_marker; // what the outputs of the core's own compile commands contain
    unsigned jobs = 2;
    unsigned least_percent = 95;
    bool keep = false;
};

[[nodiscard]] std::string read_all(const fs::path& path) {
    std::ifstream stream{path};
    if (!stream) {
        throw std::runtime_error("cannot read " + path.string());
    }
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write_all(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream{path} << text;
}

[[nodiscard]] std::vector<Mutant> read_mutants(const fs::path& path) {
    std::istringstream lines{read_all(path)};
    std::vector<Mutant> mutants;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        if (line.front() == '[' && line.back() == ']') {
            mutants.push_back({.name = line.substr(1, line.size() - 2)});
            continue;
        }
        const size_t equals = line.find(" = ");
        if (equals == std::string::npos || mutants.empty()) {
            throw std::runtime_error("mutants: not 'key = value': " + line);
        }
        const std::string key = line.substr(0, equals);
        std::string value = line.substr(equals + 3);
        Mutant& mutant = mutants.back();
        (key == "file"     ? mutant.file
         : key == "old"    ? mutant.old_text
         : key == "new"    ? mutant.new_text
         : key == "breaks" ? mutant.breaks
                           : throw std::runtime_error("mutants: unknown key " + key)) =
            std::move(value);
    }
    return mutants;
}

[[nodiscard]] std::string mutated(const Mutant& mutant, const std::string& text) {
    const size_t at = text.find(mutant.old_text);
    if (mutant.old_text.empty() || at == std::string::npos) {
        throw std::runtime_error(
            fmt::format("mutant {}: its text is not in {} any more", mutant.name, mutant.file));
    }
    if (text.find(mutant.old_text, at + 1) != std::string::npos) {
        throw std::runtime_error(
            fmt::format("mutant {}: its text is more than once in {}", mutant.name, mutant.file));
    }
    return std::string{text}.replace(at, mutant.old_text.size(), mutant.new_text);
}

/// Runs @p command, output to @p log; returns its exit status, 128 and more if it was killed.
[[nodiscard]] int run(const std::string& command, const fs::path& log) {
    const int status = std::system(fmt::format("({}) >'{}' 2>&1", command, log.string()).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Compile {
    std::string file, command, output;
};

[[nodiscard]] std::vector<Compile> read_commands(const Setup& setup) {
    std::vector<Compile> result;
    for (const auto& entry : nlohmann::json::parse(read_all(setup.commands))) {
        Compile compile{entry.at("file"), entry.at("command"), ""};
        const size_t at = compile.command.find(" -o ");
        const size_t end = compile.command.find(' ', at + 4);
        compile.output = compile.command.substr(at + 4, end - at - 4);
        if (compile.output.find(setup.core_marker) != std::string::npos) {
            compile.command.insert(0, "cd '" + entry.at("directory").get<std::string>() + "' && ");
            result.push_back(std::move(compile));
        }
    }
    if (result.empty()) {
        throw std::runtime_error("no compile commands of the core in " + setup.commands.string());
    }
    return result;
}

/// The command, for another source and output, with @p overlay in front of the include path.
[[nodiscard]] std::string adapt(const Compile& compile, const fs::path& source,
                                const fs::path& output, const fs::path& overlay) {
    std::string command = compile.command;
    const auto replace = [&command](const std::string& from, const std::string& to) {
        const size_t at = command.rfind(from);
        if (at == std::string::npos) {
            throw std::runtime_error("compile command without " + from);
        }
        command.replace(at, from.size(), to);
    };
    replace(" -c " + compile.file, " -c " + source.string());
    replace(" -o " + compile.output, " -w -Wno-error -o " + output.string());
    // An overlaid header must win over the original: its directories come first.
    const size_t first = command.find(" -I");
    command.insert(first, fmt::format(" -I{0} -I{0}/core", overlay.string()));
    return command;
}

enum class Verdict { killed, survived, broken };

/// Builds and runs one mutant. Headers: everything is compiled again, as nearly all include them.
[[nodiscard]] Verdict try_mutant(const Setup& setup, const std::vector<Compile>& commands,
                                 const Mutant& mutant, std::string& by) {
    const fs::path dir = setup.work / mutant.name;
    fs::remove_all(dir);
    // The whole core, not the one file: a header that is included with quotes is first looked for
    // beside the file that includes it, before any -I.
    fs::create_directories(dir / "overlay");
    fs::copy(setup.cokernel / "core", dir / "overlay" / "core", fs::copy_options::recursive);
    const fs::path changed = dir / "overlay" / mutant.file;
    write_all(changed, mutated(mutant, read_all(setup.cokernel / mutant.file)));
    const bool header = changed.extension() == ".hpp";
    std::string objects;
    for (const Compile& compile : commands) {
        const bool is_it = fs::path{compile.file} == setup.cokernel / mutant.file;
        if (!is_it && !header) {
            continue;
        }
        const fs::path object = dir / (fs::path{compile.file}.stem().string() + ".o");
        const fs::path copy =
            dir / "overlay" / fs::path{compile.file}.lexically_relative(setup.cokernel);
        const fs::path source = fs::exists(copy) ? copy : fs::path{compile.file};
        if (run(adapt(compile, source, object, dir / "overlay"), dir / "compile.log") != 0) {
            by = "does not compile: " + (dir / "compile.log").string();
            return Verdict::broken;
        }
        objects += " '" + object.string() + "'";
    }
    std::string inputs;
    std::istringstream lines{read_all(setup.link)};
    for (std::string line; std::getline(lines, line);) {
        inputs += " " + line;
    }
    const fs::path binary = dir / "sim";
    if (objects.empty() ||
        run(fmt::format("c++ -fuse-ld=lld -o '{}'{}{}", binary.string(), objects, inputs),
            dir / "link.log") != 0) {
        by = "does not link: " + (dir / "link.log").string();
        return Verdict::broken;
    }
    // CPU time, so that a loaded host does not make a mutant look dead.
    const int status =
        run(fmt::format("ulimit -t 60; timeout 500 '{}' --hunt --quiet", binary.string()),
            dir / "run.log");
    std::istringstream log{read_all(dir / "run.log")};
    for (std::string line; std::getline(log, line);) {
        if (line.starts_with("FAIL")) {
            by = line;
        }
    }
    if (by.empty() && status != 0) {
        by = fmt::format("the simulator ended with status {}", status);
    }
    if (!setup.keep) {
        fs::remove(binary);
    }
    return status == 0 ? Verdict::survived : Verdict::killed;
}

} // namespace

int main(int argc, char** argv) {
    Setup setup;
    fs::path mutants_file;
    std::vector<std::string> only;
    CLI::App app{"Seed faults into the core and count how many the simulator finds"};
    app.add_option("--mutants", mutants_file, "File with the faults")->required();
    app.add_option("--cokernel", setup.cokernel, "Sources of the core")->required();
    app.add_option("--commands", setup.commands, "compile_commands.json")->required();
    app.add_option("--marker", setup.core_marker, "Part of the output names of the core's objects")
        ->required();
    app.add_option("--link", setup.link, "What the simulator is linked from")->required();
    app.add_option("--work", setup.work, "Folder to work in")->required();
    app.add_option("--jobs", setup.jobs, "Mutants at a time");
    app.add_option("--only", only, "Names of the mutants to try");
    app.add_flag("--keep", setup.keep, "Leave the simulators of the mutants, NAME/sim, in --work");
    CLI11_PARSE(app, argc, argv);
    try {
        setup.work = fs::absolute(setup.work);
        std::vector<Mutant> mutants = read_mutants(mutants_file);
        bool all_fit = true; // before anything is built
        for (const Mutant& mutant : mutants) {
            try {
                static_cast<void>(mutated(mutant, read_all(setup.cokernel / mutant.file)));
            } catch (const std::exception& error) {
                fmt::print("{}\n", error.what());
                all_fit = false;
            }
        }
        if (!all_fit) {
            return 1;
        }
        if (!only.empty()) {
            std::erase_if(mutants, [&](const Mutant& mutant) {
                return std::ranges::find(only, mutant.name) == only.end();
            });
        }
        const std::vector<Compile> commands = read_commands(setup);
        std::atomic<size_t> next{0};
        std::mutex guard;
        unsigned killed = 0;
        bool broken = false;
        const auto work = [&] {
            for (size_t index = next++; index < mutants.size(); index = next++) {
                const auto start = std::chrono::steady_clock::now();
                std::string by;
                Verdict verdict = Verdict::broken;
                try {
                    verdict = try_mutant(setup, commands, mutants[index], by);
                } catch (const std::exception& error) {
                    by = error.what();
                }
                const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
                const std::lock_guard lock{guard};
                killed += verdict == Verdict::killed ? 1 : 0;
                broken = broken || verdict == Verdict::broken;
                fmt::print("{:<9} {:<28} {:.1f} s  {}\n",
                           verdict == Verdict::killed     ? "killed"
                           : verdict == Verdict::survived ? "SURVIVED"
                                                          : "BROKEN",
                           mutants[index].name, took.count(),
                           verdict == Verdict::survived ? mutants[index].breaks : by);
                std::fflush(stdout);
            }
        };
        std::vector<std::jthread> workers;
        for (unsigned job = 0; job < setup.jobs; ++job) {
            workers.emplace_back(work);
        }
        workers.clear();
        fmt::print("{} of {} mutants killed\n", killed, mutants.size());
        const bool enough = killed * 100 >= mutants.size() * setup.least_percent;
        return enough && !broken ? 0 : 1;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
