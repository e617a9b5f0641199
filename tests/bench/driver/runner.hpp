// SPDX-License-Identifier: MIT
// Owns the execution of jobs: in parallel, each result kept by what it depends on, with progress.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "emulator.hpp"
#include "job.hpp"
#include "kernel.hpp"
#include "parse.hpp"

namespace takt::bench {

/// Whether results of earlier runs may be used.
enum class Cache : bool { ignore, use };

class Runner final {
public:
    /// @p programs is where the build put the guest's programs and the plugins; @p output is where
    /// results, logs and initramfs images go.
    Runner(KernelPlaces places, std::filesystem::path programs, std::filesystem::path output,
           unsigned parallel);

    /// Runs all jobs; the outcomes are in the jobs' order. Throws Interrupted on Ctrl-C, and an
    /// Error if any fails, in both cases after keeping what is finished.
    [[nodiscard]] std::vector<Outcome> run(const Jobs& jobs, Cache cache);

    [[nodiscard]] const Kernel& kernel(const std::string& flavour);

    /// What figures depend on besides the kernel: emulator, initramfs, plugin.
    [[nodiscard]] std::string environment_hash(const Job& job);

private:
    struct Result {
        Outcome outcome;
        double host_seconds = 0;
    };

    [[nodiscard]] std::filesystem::path initramfs(const Job& job) const;
    std::filesystem::path cache_file(const Job& job);
    Result execute(const Job& job, const std::string& log_title);

    KernelPlaces places_;
    std::filesystem::path programs_;
    std::filesystem::path output_;
    unsigned parallel_;
    std::map<std::string, Kernel> kernels_;
    std::map<std::filesystem::path, std::string> environments_; ///< by initramfs
};

} // namespace takt::bench
