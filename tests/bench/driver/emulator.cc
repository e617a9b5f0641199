// SPDX-License-Identifier: MIT
// Owns the emulator's command line and the reading of the guest's verdict.
#include "emulator.hpp"

#include "child.hpp"
#include "error.hpp"
#include "file.hpp"
#include "symbols.hpp"

namespace takt::bench {
namespace {

/// Where the plugin reads the interrupts' entries: a file, as there are hundreds.
fs::path entries_file(const BootFiles& files) {
    return files.report.string() + ".entries";
}

void write_entries(const Kernel& kernel, const BootFiles& files) {
    std::string entries;
    for (const std::uint64_t entry : Symbols(kernel.system_map).interrupt_entries())
        entries += fmt::format("{:#x}\n", entry);
    write_file(entries_file(files), entries);
}

std::string plugin_argument(const Kernel& kernel, const BootFiles& files) {
    std::string argument = fmt::format("{},out={},entries={}", files.plugin.string(),
                                       files.report.string(), entries_file(files).string());
    const Symbols symbols(kernel.system_map);
    // The virtual flag is the first member of the pipeline's per-CPU state.
    if (kernel.has_pipeline) {
        const auto flag = symbols.address("irq_pipeline_cpu");
        const auto offsets = symbols.address("__per_cpu_offset");
        if (!flag || !offsets)
            throw Error("{} lacks irq_pipeline_cpu or __per_cpu_offset: has the pipeline renamed "
                        "its state? Then name it in the bench's emulator.cc",
                        kernel.system_map.string());
        argument += fmt::format(",vif={:#x},offsets={:#x}", *flag, *offsets);
    }
    return argument;
}

/// About 250 us of guest time take some milliseconds when instrumented; ten times that is late.
std::chrono::seconds time_limit(const Job& job) {
    return std::chrono::seconds(
        600 + (job.kind == JobKind::ops || job.kind == JobKind::primitives ? 0 : job.loops / 10));
}

std::string last_lines(const std::string& text, int lines) {
    auto at = text.size();
    while (at > 0 && lines >= 0)
        if (text[--at] == '\n')
            --lines;
    return text.substr(at);
}

} // namespace

std::vector<std::string> emulator_command(const Job& job, const Kernel& kernel,
                                          const BootFiles& files) {
    std::vector<std::string> command{
        "qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=single",
        // One instruction is one nanosecond; an idle guest jumps to its next timer.
        "-icount", "shift=0,sleep=off",
        // Without ERMS the kernel copies and clears in few instructions, not one a byte.
        "-cpu", "max,-erms", "-smp", "1", "-m", "1024", "-nodefaults", "-no-user-config",
        "-display", "none", "-no-reboot", "-nic", "none",
        // What the guest takes for random, and its calendar.
        "-seed", std::to_string(job.seed), "-rtc", "base=2024-01-01T00:00:00,clock=vm", "-kernel",
        kernel.image.string(), "-initrd", files.initramfs.string(), "-serial",
        "file:" + files.console.string(), "-append",
        // Where the kernel and processes lie: a stack that straddles two page tables costs more to
        // unmap, so that chance would add to one kernel what it takes from the other.
        "console=ttyS0 nokaslr norandmaps tsc=reliable quiet random.trust_cpu=on panic=-1 " +
            job.guest_words()};
    if (job.kind == JobKind::sections) {
        command.emplace_back("-plugin");
        command.push_back(plugin_argument(kernel, files));
    }
    return command;
}

std::string emulator_version() {
    const std::string text = output_of("qemu-system-x86_64 --version");
    return text.substr(0, text.find('\n'));
}

std::string boot(const Job& job, const Kernel& kernel, const BootFiles& files) {
    fs::create_directories(files.console.parent_path());
    fs::remove(files.console);
    fs::remove(files.report);
    if (job.kind == JobKind::sections)
        write_entries(kernel, files);
    const fs::path log = files.console.string() + ".emulator";
    const auto limit = time_limit(job);
    const ChildEnd end = run_child(emulator_command(job, kernel, files), log, limit);
    if (end == ChildEnd::interrupted)
        throw Interrupted{};
    if (end == ChildEnd::failed)
        throw Error("{}: the emulator failed: {}", job.title(), last_lines(read_file(log), 5));
    const std::string console = read_file(files.console);
    if (end == ChildEnd::timed_out)
        throw Error("{}: no end within {} s of processor time; the console ({}) ends with:\n{}",
                    job.title(), limit.count(), files.console.string(), last_lines(console, 15));
    if (console.find("TAKT-VERDICT: PASS") == std::string::npos)
        throw Error("{}: the guest did not pass; its console ({}) ends with:\n{}", job.title(),
                    files.console.string(), last_lines(console, 15));
    return console;
}

} // namespace takt::bench
