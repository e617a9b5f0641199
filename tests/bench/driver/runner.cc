// SPDX-License-Identifier: MIT
// Owns how jobs are shared out to threads, executed and remembered.
#include "runner.hpp"

#include <fmt/core.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#include "child.hpp"
#include "error.hpp"
#include "file.hpp"
#include "progress.hpp"

namespace takt::bench {
namespace {

using nlohmann::json;

} // namespace

Runner::Runner(KernelPlaces places, fs::path programs, fs::path output, unsigned parallel)
    : places_(std::move(places)),
      programs_(std::move(programs)),
      output_(std::move(output)),
      parallel_(parallel) {}

const Kernel& Runner::kernel(const std::string& flavour) {
    auto found = kernels_.find(flavour);
    if (found == kernels_.end())
        found = kernels_.emplace(flavour, find_kernel(places_, flavour)).first;
    return found->second;
}

fs::path Runner::initramfs(const Job& job) const {
    return output_ / fmt::format("initramfs-{}{}.cpio", job.flavour, job.real_time() ? "-rt" : "");
}

std::string Runner::environment_hash(const Job& job) {
    const fs::path archive = initramfs(job);
    const auto found = environments_.find(archive);
    if (found != environments_.end())
        return found->second;
    // Packed anew each time, which takes a second: nothing can be stale.
    fs::create_directories(output_);
    std::string command =
        fmt::format("'{}' '{}'", (programs_ / "initramfs").string(), archive.string());
    for (const fs::path& module : kernel(job.flavour).modules)
        command += fmt::format(" '{}'", module.string());
    // Guests that measure Linux are the same whatever the RT programs are.
    if (job.real_time())
        for (const fs::path& program : places_.rt_programs)
            command += fmt::format(" '{}'", program.string());
    static_cast<void>(output_of(command));
    const std::string parts =
        emulator_version() + hash_file(archive) + hash_file(programs_ / "takt-sections.so");
    return environments_.emplace(archive, hash_text(parts)).first->second;
}

fs::path Runner::cache_file(const Job& job) {
    // The command line with the paths left out stands for all that it decides.
    const BootFiles nowhere{.initramfs = "", .plugin = "", .console = "", .report = ""};
    std::string parts = kernel(job.flavour).hash + environment_hash(job);
    Kernel placeless = kernel(job.flavour);
    placeless.image.clear();
    for (const std::string& word : emulator_command(job, placeless, nowhere))
        parts += word + '\n';
    return output_ / "cache" / (job.title() + "-" + hash_text(parts).substr(0, 16) + ".json");
}

Runner::Result Runner::execute(const Job& job, const std::string& log_title) {
    const Kernel& image = kernels_.at(job.flavour);
    const BootFiles files{.initramfs = initramfs(job),
                          .plugin = programs_ / "takt-sections.so",
                          .console = output_ / "logs" / (log_title + ".console"),
                          .report = output_ / "logs" / (log_title + ".sections")};
    const auto begin = std::chrono::steady_clock::now();
    const std::string console = boot(job, image, files);
    Result result;
    switch (job.kind) {
    case JobKind::ops:
    case JobKind::primitives:
        result.outcome = parse_ops(job, console);
        break;
    case JobKind::latency:
    case JobKind::handler:
        result.outcome = parse_latency(job, console);
        break;
    case JobKind::wakeup:
        result.outcome = parse_wakeup(job, console);
        break;
    case JobKind::sections:
        result.outcome =
            parse_sections(job, json::parse(read_file(files.report)), Symbols(image.system_map));
        break;
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    result.host_seconds = taken.count();
    return result;
}

std::vector<Outcome> Runner::run(const Jobs& jobs, Cache cache) {
    std::vector<Outcome> outcomes(jobs.size());
    std::vector<std::size_t> waiting;
    Progress progress(jobs.size(), parallel_);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const fs::path file = cache_file(jobs[i]);
        if (cache == Cache::use && fs::exists(file)) {
            const json kept = json::parse(read_file(file));
            outcomes[i] = {kept.at("figures").get<Figures>(), kept.at("sections")};
            progress.cached();
        } else {
            waiting.push_back(i);
            progress.expect(jobs[i]);
        }
    }
    progress.announce();

    std::mutex mutex; // guards everything below, and outcomes
    std::size_t next = 0;
    std::optional<std::string> problem;
    const auto work = [&] {
        for (;;) {
            std::size_t i = 0;
            std::string log_title;
            {
                const std::scoped_lock lock(mutex);
                if (next == waiting.size() || problem || interrupted())
                    return;
                i = waiting[next++];
                // A second copy of a job in one run must not share its log with the first.
                log_title = fmt::format("{}-{}", jobs[i].title(), i);
            }
            try {
                Result result = execute(jobs[i], log_title);
                const std::scoped_lock lock(mutex);
                const json kept = {{"figures", result.outcome.figures},
                                   {"sections", result.outcome.sections}};
                if (cache == Cache::use)
                    write_file(cache_file(jobs[i]), kept.dump(1));
                progress.finished(jobs[i], result.host_seconds);
                outcomes[i] = std::move(result.outcome);
            } catch (const Interrupted&) {
                return;
            } catch (const std::exception& error) {
                const std::scoped_lock lock(mutex);
                problem = error.what();
                return;
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < parallel_; ++i)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    if (problem)
        throw Error("{}", *problem);
    if (interrupted())
        throw Interrupted{};
    return outcomes;
}

} // namespace takt::bench
