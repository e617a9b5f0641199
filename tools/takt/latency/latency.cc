// SPDX-License-Identifier: MIT
// Implements `takt latency`: how late does a thread wake up?
#include "latency/latency.hpp"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "common/cpu_list.hpp"
#include "common/exit_status.hpp"
#include "common/option_checks.hpp"
#include "latency/output.hpp"

namespace takt::tool {

namespace {

volatile sig_atomic_t interrupted = 0;

void interrupt(int) {
    interrupted = 1;
}

/// 90, 90s, 5m, 1h, 2d, as cyclictest takes them.
double parse_duration(const std::string& text) {
    size_t used = 0;
    double value = -1;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    const std::string unit = text.substr(used);
    const double factor = unit.empty() || unit == "s" ? 1
                          : unit == "m"               ? 60
                          : unit == "h"               ? 3600
                          : unit == "d"               ? 86400
                                                      : 0;
    if (used == 0 || factor == 0 || !(value > 0) || !(value * factor <= 1e8)) {
        throw CLI::ValidationError(
            "-D,--duration",
            "'" + text + "': above 0 and up to 10^8 s, with s, m, h or d, such as 90s");
    }
    return value * factor;
}

struct Given {
    LatencyOptions options;
    std::string threads, affinity, duration;
    bool smp = false;
    CLI::Option *threads_option = nullptr, *affinity_option = nullptr;
};

void complete(Given& given) {
    LatencyOptions& o = given.options;
    const int cpus = configured_cpus();
    if (given.affinity_option->count() > 0 || given.smp) {
        try {
            o.cpus = parse_cpu_list(
                given.affinity.empty() ? fmt::format("0-{}", cpus - 1) : given.affinity, cpus);
        } catch (const std::invalid_argument& error) {
            throw CLI::ValidationError("-a,--affinity", error.what());
        }
    }
    if (given.smp) {
        o.threads = static_cast<int>(o.cpus.size());
        o.distance_us = 0;
    } else if (given.threads_option->count() > 0) {
        o.threads = cpus;
        if (!given.threads.empty()) {
            char* end = nullptr;
            o.threads = static_cast<int>(strtol(given.threads.c_str(), &end, 10));
            if (*end != '\0' || o.threads < 1 || o.threads > 64) {
                throw CLI::ValidationError("-t,--threads", "'" + given.threads + "': 1 to 64");
            }
        }
    }
    if (!given.duration.empty()) {
        o.duration_s = parse_duration(given.duration);
    }
    const char* emulation = getenv("TAKT_EMULATION");
    if ((o.breakdown || o.handler) && emulation != nullptr && std::string(emulation) == "1") {
        throw CLI::ValidationError(o.breakdown ? "--breakdown" : "--handler",
                                   "needs the co-kernel: not with TAKT_EMULATION=1");
    }
    if (!o.histogram_file.empty() && o.histogram_us == 0) {
        throw CLI::ValidationError("--histfile",
                                   "needs -h or -H with the length of the histogram, 1 to 1000000");
    }
}

void wait_for_end(const Measurement& measurement, const LatencyOptions& options) {
    const bool live = !options.quiet && isatty(STDOUT_FILENO) != 0;
    const auto end = takt::clock::now() + std::chrono::duration_cast<takt::clock::duration>(
                                              std::chrono::duration<double>(options.duration_s));
    if (live) {
        fmt::print("{}", std::string(measurement.threads().size(), '\n'));
    }
    while (measurement.running() && interrupted == 0 &&
           (options.duration_s == 0 || takt::clock::now() < end)) {
        usleep(live ? 100'000 : 10'000);
        if (live) {
            fmt::print("\033[{}A{}", measurement.threads().size(),
                       status_lines(measurement, options));
            fflush(stdout);
        }
    }
}

bool write_file(const std::string& path, const std::string& text) {
    if (path.empty()) {
        return true;
    }
    std::ofstream file(path);
    file << text;
    file.flush();
    if (!file) {
        fmt::print(stderr, "takt latency: {} cannot be written\n", path);
    }
    return static_cast<bool>(file);
}

int conclude(const Measurement& measurement, const LatencyOptions& options) {
    for (const auto& thread : measurement.threads()) {
        if (thread->error != 0) {
            fmt::print(stderr, "takt latency: thread {}: {}\n", thread->number,
                       takt_error_text(thread->error));
            return status_no_rt;
        }
    }
    fmt::print("{}{}", status_lines(measurement, options), percentile_lines(measurement, options));
    fmt::print("{}", breakdown_lines(measurement, options));
    const std::string bounces = bounce_lines(measurement);
    if (!options.linux_mode) {
        fmt::print("{}", bounces.empty() ? "# no thread was taken out of RT mode\n" : bounces);
    }
    bool written = true;
    if (options.histogram_us > 0) {
        const std::string histogram = histogram_text(measurement, options);
        if (options.histogram_file.empty()) {
            fmt::print("{}", histogram);
        }
        written = write_file(options.histogram_file, histogram);
    }
    written =
        write_file(options.json_file,
                   options.json_file.empty() ? "" : to_json(measurement, options).dump(1) + "\n") &&
        written;
    if (measurement.broke() >= 0) {
        fmt::print("# Break thread: {}\n# Break value: {}\n", measurement.broke(),
                   options.break_us);
        return status_finding;
    }
    return written ? status_ok : status_failure;
}

int latency(const LatencyOptions& options) {
    Measurement measurement(options);
    signal(SIGINT, interrupt);
    signal(SIGTERM, interrupt);
    try {
        measurement.start();
    } catch (const std::system_error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return status_no_rt;
    }
    wait_for_end(measurement, options);
    measurement.stop();
    return conclude(measurement, options);
}

} // namespace

void add_latency(CLI::App& app, int& status) {
    auto given = std::make_shared<Given>();
    LatencyOptions& o = given->options;
    CLI::App* command = app.add_subcommand(
        "latency", "measure how late RT threads wake up (options as cyclictest's)");
    command->set_help_flag("--help", "print this help");
    given->threads_option =
        command->add_option("-t,--threads", given->threads, "threads, 1 to 64 (alone: one a CPU)")
            ->expected(0, 1);
    given->affinity_option = command
                                 ->add_option("-a,--affinity", given->affinity,
                                              "bind them to these CPUs, as in 0,2-3 (alone: all)")
                                 ->expected(0, 1);
    command->add_flag("-S,--smp", given->smp,
                      "one thread a CPU, bound to it, all with the same interval");
    command->add_option("-p,--priority", o.priority, "priority, 1 to 99")
        ->check(CLI::Range(1, 99))
        ->capture_default_str();
    command
        ->add_option("-i,--interval", o.interval_us,
                     "interval of the first thread in us, 10 to 10000000")
        ->check(CLI::Range(int64_t{10}, int64_t{10'000'000}))
        ->capture_default_str();
    command
        ->add_option("-d,--distance", o.distance_us,
                     "each further thread's interval is that much longer, in us")
        ->check(CLI::Range(int64_t{0}, int64_t{10'000'000}))
        ->capture_default_str();
    command->add_option("-l,--loops", o.loops, "cycles, 0 to 10^12 (0: without end)")
        ->check(CLI::Range(uint64_t{0}, uint64_t{1'000'000'000'000}));
    command->add_option("-D,--duration", given->duration, "time, such as 90s, 5m, 1h");
    auto* histogram =
        command->add_option("-h,--histogram,-H,--histofall", o.histogram_us,
                            "print a histogram of that many us (with -N: ns), 1 to 1000000");
    histogram->check(CLI::Range(1, 1'000'000));
    command->add_option("--histfile", o.histogram_file, "the histogram goes to this file")
        ->check(writable_file());
    command->add_option("--json", o.json_file, "results as JSON, for takt report")
        ->check(writable_file());
    command
        ->add_option("-b,--breaktrace", o.break_us,
                     "end when a latency exceeds that many us, 1 to 10000000; status 1")
        ->check(CLI::Range(int64_t{1}, int64_t{10'000'000}));
    command->add_flag("-q,--quiet", o.quiet, "no live display");
    command->add_flag("-N,--nsecs", o.nanoseconds, "print ns instead of us");
    command->add_flag("-m,--mlockall", o.lock_memory, "memory is always locked: for compatibility");
    auto* in_linux =
        command->add_flag("--linux", o.linux_mode, "sleep in Linux instead, for contrast");
    command
        ->add_flag("--breakdown", o.breakdown,
                   "of what parts the worst latencies consist (makes all a little slower)")
        ->excludes(in_linux);
    command
        ->add_flag("--handler", o.handler,
                   "measure when the co-kernel's timer handler begins, instead of the thread")
        ->excludes(in_linux);
    command->callback([given, &status] {
        complete(*given);
        status = latency(given->options);
    });
}

} // namespace takt::tool
