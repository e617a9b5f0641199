// SPDX-License-Identifier: MIT
// Implements the checks of `takt doctor`: each yields one finding with its remedy.
#include "doctor/findings.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "common/task_facts.hpp"
#include "ps/proc_takt.hpp"
#include "takt/takt.h"

namespace takt::tool {

namespace {

namespace fs = std::filesystem;
using Findings = std::vector<Finding>;

/// The word in [brackets], as in "always [madvise] never".
std::string chosen(const std::string& line) {
    const auto begin = line.find('[');
    const auto end = line.find(']');
    return begin == std::string::npos || end == std::string::npos
               ? line
               : line.substr(begin + 1, end - begin - 1);
}

void check_kernel(const std::string& root, Findings& findings) {
    const auto release = read_line(root + "/proc/sys/kernel/osrelease").value_or("unknown");
    const bool right = release.starts_with("6.12.");
    findings.push_back({right ? Grade::good : Grade::problem, "kernel " + release,
                        right ? "" : "boot a Linux 6.12 kernel with the Takt patch"});
}

void check_module(const std::string& root, Findings& findings) {
    const auto line = read_line(root + "/proc/takt");
    if (!line) {
        findings.push_back({Grade::problem, "the co-kernel is not loaded", "modprobe takt"});
        return;
    }
    const ProcTakt state = parse_proc_takt(read_all(root + "/proc/takt"));
    const bool same = state.abi == takt_version();
    findings.push_back(
        {same ? Grade::good : Grade::problem,
         fmt::format("co-kernel speaks version {}, this library {}", state.abi, takt_version()),
         same ? "" : "install module and library from one release"});
    const bool clock = state.clock == "ok";
    findings.push_back(
        {clock ? Grade::good : Grade::problem, "clock of the co-kernel: " + state.clock,
         clock ? ""
               : "Linux has given up the TSC: see dmesg; try tsc=reliable if the TSC is good"});
    size_t up = 0;
    for (const auto& cpu : state.cpus) {
        up += cpu.second;
    }
    findings.push_back({up > 0 ? Grade::good : Grade::problem,
                        fmt::format("the co-kernel serves {} CPUs", up),
                        up > 0 ? "" : "see dmesg for why it serves none"});
}

void check_device(const std::string& root, Findings& findings) {
    const std::string device = root + TAKT_DEVICE;
    if (!fs::exists(device)) {
        return; // the module's finding says it
    }
    const bool may = access(device.c_str(), R_OK | W_OK) == 0;
    findings.push_back(
        {may ? Grade::good : Grade::problem,
         fmt::format("{} {} be opened", TAKT_DEVICE, may ? "can" : "cannot"),
         may ? ""
             : "run as root, or join the group that owns the device (usermod -aG realtime NAME)"});
}

void check_limits(Findings& findings) {
    rlimit memory{}, priority{};
    getrlimit(RLIMIT_MEMLOCK, &memory);
    getrlimit(RLIMIT_RTPRIO, &priority);
    const bool root = geteuid() == 0;
    const bool lockable = root || memory.rlim_cur == RLIM_INFINITY;
    findings.push_back({lockable ? Grade::good : Grade::problem,
                        lockable ? "memory can be locked"
                                 : fmt::format("only {} KiB can be locked", memory.rlim_cur / 1024),
                        lockable ? "" : "join the group realtime, or ulimit -l unlimited"});
    const bool may = root || priority.rlim_cur > 0;
    findings.push_back(
        {may ? Grade::good : Grade::problem,
         may ? "real-time priorities are allowed" : "real-time priorities are not allowed",
         may ? "" : "join the group realtime, or ulimit -r 95"});
}

void check_clocksource(const std::string& root, Findings& findings) {
    const auto source =
        read_line(root + "/sys/devices/system/clocksource/clocksource0/current_clocksource")
            .value_or("unknown");
    const bool right = source == "tsc";
    findings.push_back({right ? Grade::good : Grade::problem, "clock source " + source,
                        right ? ""
                              : "the co-kernel needs the TSC: clocksource=tsc tsc=reliable on the "
                                "kernel's command line"});
}

void check_idle(const std::string& root, Findings& findings) {
    const fs::path states = root + "/sys/devices/system/cpu/cpu0/cpuidle";
    uint64_t slowest = 0;
    std::string name;
    std::error_code ignored;
    for (const auto& state : fs::directory_iterator(states, ignored)) {
        const auto latency = std::stoull(read_line(state.path() / "latency").value_or("0"));
        const bool enabled = read_line(state.path() / "disable").value_or("0") == "0";
        if (enabled && latency > slowest) {
            slowest = latency;
            name = read_line(state.path() / "name").value_or("?");
        }
    }
    const bool fast = slowest <= 10;
    findings.push_back({fast ? Grade::good : Grade::advice,
                        fast ? "no idle state takes more than 10 us to leave"
                             : fmt::format("idle state {} takes {} us to leave", name, slowest),
                        fast ? ""
                             : "processor.max_cstate=1 intel_idle.max_cstate=1, or hold "
                               "/dev/cpu_dma_latency at 0"});
}

void check_governor(const std::string& root, Findings& findings) {
    const auto governor = read_line(root + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    const bool right = !governor || *governor == "performance";
    findings.push_back({right ? Grade::good : Grade::advice,
                        governor ? "governor " + *governor : "no frequency scaling",
                        right ? "" : "cpupower frequency-set -g performance"});
}

void check_isolation(const std::string& root, Findings& findings) {
    const auto isolated = read_line(root + "/sys/devices/system/cpu/isolated").value_or("");
    findings.push_back(
        {isolated.empty() ? Grade::advice : Grade::good,
         isolated.empty() ? "no CPU is isolated from Linux's load" : "isolated CPUs: " + isolated,
         isolated.empty()
             ? "isolcpus=N keeps caches warm for RT threads; latency limits hold without it"
             : ""});
}

void check_huge_pages(const std::string& root, Findings& findings) {
    const auto line = read_line(root + "/sys/kernel/mm/transparent_hugepage/enabled");
    const std::string mode = line ? chosen(*line) : "never";
    const bool right = mode != "always";
    findings.push_back(
        {right ? Grade::good : Grade::advice, "transparent huge pages: " + mode,
         right
             ? ""
             : "RT programs switch them off for themselves; transparent_hugepage=madvise for all"});
}

void check_numa_balancing(const std::string& root, Findings& findings) {
    const auto mode = read_line(root + "/proc/sys/kernel/numa_balancing").value_or("0");
    const bool right = mode == "0";
    findings.push_back({right ? Grade::good : Grade::problem,
                        right ? "NUMA balancing is off" : "NUMA balancing is on",
                        right ? ""
                              : "it makes pages inaccessible for a while, and RT threads leave RT "
                                "mode: sysctl kernel.numa_balancing=0"});
}

} // namespace

std::vector<Finding> examine(const std::string& root) {
    Findings findings;
    check_kernel(root, findings);
    check_module(root, findings);
    check_device(root, findings);
    check_limits(findings);
    check_clocksource(root, findings);
    check_idle(root, findings);
    check_governor(root, findings);
    check_isolation(root, findings);
    check_huge_pages(root, findings);
    check_numa_balancing(root, findings);
    return findings;
}

} // namespace takt::tool
