// SPDX-License-Identifier: GPL-2.0-only
// storm: a load that verifies itself. Starts one process per kind of load, stops them after a time,
// and sums up; any mismatch, hang or lack of progress is an error.
#define FMT_HEADER_ONLY
#include "worker.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <new>
#include <sched.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace storm;
using Clock = std::chrono::steady_clock;

struct Options {
    unsigned seconds = 10;
    unsigned grace = 60;
    std::uint64_t seed = 1;
    std::string folder = "/tmp";
    std::vector<std::string> only;
    std::vector<std::string> without;
};

struct Started {
    const Kind* kind;
    Slot* slot;
    pid_t pid;
    bool ended = false;
    int status = 0;
};

unsigned online_cpus() {
    return static_cast<unsigned>(sysconf(_SC_NPROCESSORS_ONLN));
}

Board* make_board() {
    void* memory =
        mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::system_error{errno, std::generic_category(), "mmap of the shared board"};
    return new (memory) Board{};
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::vector<Started> start(Board& board, const Options& options) {
    std::vector<Started> started;
    const unsigned cpus = online_cpus();
    for (const Kind& kind : kinds()) {
        if ((!options.only.empty() && !contains(options.only, kind.name)) ||
            contains(options.without, kind.name))
            continue;
        if (kind.needs_smp && cpus < 2) {
            fmt::print("storm: {} is left out: there is one CPU only\n", kind.name);
            continue;
        }
        Slot& slot = board.slots[started.size()];
        // Printed text must not be inherited and printed once more.
        std::fflush(nullptr);
        const pid_t pid = fork();
        if (pid < 0)
            throw std::system_error{errno, std::generic_category(), "fork"};
        if (pid == 0) {
            // A group of its own, so that its children can be found and ended with it.
            setpgid(0, 0);
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            prctl(PR_SET_NAME, kind.name.data());
            Worker worker{board, slot, Random::for_worker(options.seed, kind.name),
                          options.folder.c_str(), cpus};
            kind.run(worker);
            _exit(0);
        }
        setpgid(pid, pid);
        slot.pid = pid;
        started.push_back({&kind, &slot, pid});
        board.workers = static_cast<std::uint32_t>(started.size());
    }
    return started;
}

/// Reaps what has ended. Returns how many are still at work.
std::size_t reap(std::vector<Started>& workers) {
    std::size_t left = 0;
    for (Started& worker : workers) {
        if (!worker.ended && waitpid(worker.pid, &worker.status, WNOHANG) == worker.pid)
            worker.ended = true;
        left += worker.ended ? 0 : 1;
    }
    return left;
}

/// For a worker that hangs: where each of its processes' threads is.
void print_whereabouts(pid_t group) {
    const std::string command =
        fmt::format("for t in /proc/[0-9]*/task/*; do [ \"$(awk '{{sub(/.*\\) /, \"\"); print "
                    "$3}}' $t/stat)\" = {} ] || "
                    "continue; echo \"storm:   $t: $(awk '/^State/ {{print $2}}' $t/status), call "
                    "$(cat $t/syscall)\"; "
                    "sed 's/^/storm:     /' $t/stack; done 2>/dev/null",
                    group);
    std::fflush(nullptr);
    if (std::system(command.c_str()) != 0)
        fmt::print("storm:   (no details: the shell failed)\n");
}

/// True if the worker did well; otherwise prints why not.
bool judge(const Started& worker, bool complete) {
    const auto& name = worker.kind->name;
    if (worker.slot->failed) {
        fmt::print("storm: ERROR: {}: {} (after {} operations)\n", name, worker.slot->message,
                   worker.slot->operations.load());
    } else if (!worker.ended) {
        fmt::print("storm: ERROR: {} hangs after {} operations:\n", name,
                   worker.slot->operations.load());
        print_whereabouts(worker.pid);
    } else if (WIFSIGNALED(worker.status)) {
        fmt::print("storm: ERROR: {} was killed by signal {} after {} operations\n", name,
                   WTERMSIG(worker.status), worker.slot->operations.load());
    } else if (worker.status != 0) {
        fmt::print("storm: ERROR: {} ended with status {:#x}\n", name, worker.status);
    } else if (complete && worker.slot->operations == 0) {
        fmt::print("storm: ERROR: {} made no progress\n", name);
    } else {
        return true;
    }
    return false;
}

int run(const Options& options) {
    Board& board = *make_board();
    const auto begin = Clock::now();
    std::vector<Started> workers = start(board, options);
    if (workers.empty()) {
        fmt::print("storm: ERROR: nothing is left to run\n");
        return 1;
    }

    const auto end = begin + std::chrono::seconds{options.seconds};
    // A worker that ends before it is told to has failed: then the rest need not go on.
    while (Clock::now() < end && reap(workers) == workers.size())
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    // If a failure cut the run short, the others have had no fair chance to get anything done.
    const bool complete = Clock::now() >= end;
    board.stop = true;
    const auto last = Clock::now() + std::chrono::seconds{options.grace};
    while (reap(workers) > 0 && Clock::now() < last)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});

    unsigned errors = 0;
    std::uint64_t total = 0;
    std::vector<std::string> counts;
    for (const Started& worker : workers) {
        errors += judge(worker, complete) ? 0 : 1;
        total += worker.slot->operations;
        counts.push_back(fmt::format("{} {}", worker.kind->name, worker.slot->operations.load()));
    }
    for (Started& worker : workers) {
        kill(-worker.pid, SIGKILL);
        if (!worker.ended)
            waitpid(worker.pid, &worker.status, 0);
    }
    fmt::print("storm: {} operations, {} errors, seed {}: {}\n", total, errors, options.seed,
               fmt::join(counts, ", "));
    return errors == 0 ? 0 : 1;
}

void list_kinds() {
    for (const Kind& kind : kinds())
        fmt::print("{:10} {}{}\n", kind.name, kind.what, kind.needs_smp ? " (needs two CPUs)" : "");
}

void check_names(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (std::ranges::find(kinds(), name, &Kind::name) == kinds().end())
            throw CLI::ValidationError(
                fmt::format("there is no kind of load '{}'; --list shows them all", name));
    }
}

} // namespace

int main(int argc, char** argv) {
    serve_as_child(argc, argv);

    Options options;
    CLI::App app{"storm: a load that verifies itself; exit status 0 means that all was right"};
    app.add_option("--seconds", options.seconds, "how long to run")->capture_default_str();
    app.add_option("--grace", options.grace,
                   "seconds for the workers to end before they count as hanging")
        ->capture_default_str();
    app.add_option("--seed", options.seed, "of all random decisions")->capture_default_str();
    app.add_option("--folder", options.folder, "for files, on a tmpfs")
        ->check(CLI::ExistingDirectory)
        ->capture_default_str();
    app.add_option("--only", options.only, "only these kinds of load")->delimiter(',');
    app.add_option("--without", options.without, "all but these kinds of load")->delimiter(',');
    app.add_flag_callback(
        "--list",
        [] {
            list_kinds();
            throw CLI::Success{};
        },
        "show the kinds of load");
    try {
        app.parse(argc, argv);
        check_names(options.only);
        check_names(options.without);
        return run(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    } catch (const std::system_error& error) {
        fmt::print(stderr, "storm: ERROR: {}\n", error.what());
        return 1;
    }
}
