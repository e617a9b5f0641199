// SPDX-License-Identifier: MIT
// Owns the plugin that measures, in kernel instructions, how long interrupts stay off: really off
// (EFLAGS.IF), and off for Linux only (the pipeline's per-CPU virtual flag is 0).
//
// Arguments: out=FILE, entries=FILE with the address of each entry for maskable interrupts, and for
// the virtual flag: vif=ADDRESS offsets=ADDRESS of the symbols irq_pipeline_cpu and
// __per_cpu_offset. Measures between the guest's two markers.
//
// An interrupt that is pending when IRET turns interrupts on is taken before any instruction: no
// code is seen to run with interrupts on, but they were, and the most urgent one was chosen. So a
// maskable interrupt's entry ends a section and begins another.
//
// One vCPU, because API 1 counts into one place for all. A flag is read, never predicted, wherever
// it can change: before every translation block (all that changes EFLAGS.IF, but cli, ends one)
// and, inside a block, after every cli and every %gs access to the virtual flag.
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <set>
#include <unordered_set>

#include "options.hpp"
#include "qemu_plugin_api.hpp"
#include "vcpu.hpp"

namespace takt::bench {
namespace {

/// An instruction's address and the one before it in its block; what a callback needs to know.
struct Spot {
    std::uint64_t address;
    std::uint64_t before;
    bool operator<(const Spot& other) const {
        return address != other.address ? address < other.address : before < other.before;
    }
};

struct State {
    qemu_plugin_id_t id = 0;
    std::string out;
    std::optional<std::uint64_t> flag_symbol;
    std::uint64_t offsets_symbol = 0;
    std::optional<Vcpu> vcpu;
    SectionLog hard;
    SectionLog stall;
    bool measuring = false;
    bool finished = false;
    std::string problem;
    std::unordered_set<std::uint64_t> entries; ///< for maskable interrupts
    std::set<Spot> spots; ///< stable addresses; a block that is translated again finds its own

    void* spot(std::uint64_t address, std::uint64_t before) {
        return const_cast<Spot*>(&*spots.insert({address, before}).first);
    }
};

// Never destroyed: the emulator reports its end from exit(), after our destructors would have run.
State& plugin = *new State;

bool is_kernel(std::uint64_t address) {
    return address >> 63U != 0;
}

void look(Vcpu& vcpu, std::uint64_t next, std::uint64_t previous) {
    vcpu.hard.observe(vcpu.hard_off(), next, previous, vcpu.count, plugin.hard);
    if (vcpu.has_stall_flag())
        vcpu.stall.observe(vcpu.stalled(), next, previous, vcpu.count, plugin.stall);
}

void before_kernel_block(unsigned, void* data) {
    const auto* last = static_cast<const Spot*>(data);
    Vcpu& vcpu = *plugin.vcpu;
    // Here `before` is the block's first instruction and `address` its last.
    look(vcpu, last->before, vcpu.previous);
    vcpu.previous = last->address;
}

void before_interrupt(unsigned cpu, void* data) {
    const auto* last = static_cast<const Spot*>(data);
    Vcpu& vcpu = *plugin.vcpu;
    vcpu.hard.observe(false, last->before, vcpu.previous, vcpu.count, plugin.hard);
    before_kernel_block(cpu, data);
}

void before_user_block(unsigned, void* data) {
    // User mode has interrupts on, so what was open ended with the return to it. An RT half may run
    // user code while Linux stays stalled: such code adds nothing to the count.
    look(*plugin.vcpu, static_cast<const Spot*>(data)->address, plugin.vcpu->previous);
}

void after_change(unsigned, void* data) {
    const auto* spot = static_cast<const Spot*>(data);
    look(*plugin.vcpu, spot->address, spot->before);
}

void start(qemu_plugin_id_t id);

/// A marker is a nopl whose displacement reads "Tkt1" or "Tkt2"; see guest/mark.c.
enum class Marker { none, start, stop };

Marker marker_at(const qemu_plugin_insn* insn) {
    static constexpr std::uint8_t head[] = {0x0f, 0x1f, 0x80, 'T', 'k', 't'};
    const auto* bytes = static_cast<const std::uint8_t*>(qemu_plugin_insn_data(insn));
    if (qemu_plugin_insn_size(insn) != sizeof head + 1 ||
        std::memcmp(bytes, head, sizeof head) != 0)
        return Marker::none;
    return bytes[sizeof head] == '1' ? Marker::start : Marker::stop;
}

void on_marker(unsigned, void* data) {
    const bool is_start = data != nullptr;
    if (is_start && !plugin.measuring && !plugin.finished) {
        plugin.measuring = true;
        // Blocks translated so far are not instrumented: this throws them away.
        qemu_plugin_reset(plugin.id, start);
    } else if (!is_start && plugin.measuring) {
        plugin.measuring = false;
        plugin.finished = true;
    }
}

void watch_markers(const qemu_plugin_tb* tb) {
    for (std::size_t i = 0; i < qemu_plugin_tb_n_insns(tb); ++i) {
        qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(tb, i);
        const Marker marker = marker_at(insn);
        if (marker != Marker::none)
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_marker, QEMU_PLUGIN_CB_NO_REGS,
                                                   marker == Marker::start ? &plugin : nullptr);
    }
}

/// Whether an instruction may change a watched flag and yet stay inside its block.
bool may_change_flag(const qemu_plugin_insn* insn) {
    const auto* bytes = static_cast<const std::uint8_t*>(qemu_plugin_insn_data(insn));
    const std::size_t size = qemu_plugin_insn_size(insn);
    constexpr std::uint8_t cli = 0xfa;
    constexpr std::uint8_t gs_prefix = 0x65;
    if (size == 1 && bytes[0] == cli)
        return true;
    if (!plugin.flag_symbol || bytes[0] != gs_prefix)
        return false;
    // A 32-bit displacement anywhere that names the flag, absolutely or relative to the next
    // instruction. A chance match costs one needless look at the flag, no more.
    for (std::size_t at = 1; at + 4 <= size; ++at) {
        std::int32_t displacement = 0;
        std::memcpy(&displacement, bytes + at, sizeof displacement);
        const auto absolute = static_cast<std::uint64_t>(std::int64_t{displacement});
        if (absolute == *plugin.flag_symbol ||
            absolute + qemu_plugin_insn_vaddr(insn) + size == *plugin.flag_symbol)
            return true;
    }
    return false;
}

void instrument_kernel(qemu_plugin_tb* tb) {
    const std::size_t n = qemu_plugin_tb_n_insns(tb);
    const std::uint64_t last = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, n - 1));
    const std::uint64_t begin = qemu_plugin_tb_vaddr(tb);
    qemu_plugin_register_vcpu_tb_exec_cb(
        tb, plugin.entries.count(begin) != 0 ? before_interrupt : before_kernel_block,
        QEMU_PLUGIN_CB_R_REGS, plugin.spot(last, begin));
    const qemu_plugin_insn* before = nullptr;
    for (std::size_t i = 0; i < n; ++i) {
        qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(tb, i);
        if (before != nullptr && may_change_flag(before))
            qemu_plugin_register_vcpu_insn_exec_cb(
                insn, after_change, QEMU_PLUGIN_CB_R_REGS,
                plugin.spot(qemu_plugin_insn_vaddr(insn), qemu_plugin_insn_vaddr(before)));
        qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
                                                   &plugin.vcpu->count, 1);
        before = insn;
    }
}

void translate(qemu_plugin_id_t, qemu_plugin_tb* tb) {
    if (plugin.measuring && is_kernel(qemu_plugin_tb_vaddr(tb))) {
        instrument_kernel(tb);
        return;
    }
    watch_markers(tb);
    if (plugin.measuring)
        qemu_plugin_register_vcpu_tb_exec_cb(tb, before_user_block, QEMU_PLUGIN_CB_R_REGS,
                                             plugin.spot(qemu_plugin_tb_vaddr(tb), 0));
}

void finish(qemu_plugin_id_t, void*) {
    if (plugin.problem.empty() && !plugin.finished)
        plugin.problem = "the guest ended without passing both markers";
    if (plugin.problem.empty() && plugin.flag_symbol && plugin.stall.empty())
        plugin.problem = "Linux was never seen stalled: vif= is not the address of its flag";
    const nlohmann::json report = {{"problem", plugin.problem},
                                   {"hard", plugin.hard.to_json()},
                                   {"stalled", plugin.stall.to_json()}};
    std::ofstream file(plugin.out);
    file << report << '\n';
    if (!file.flush())
        std::cerr << "sections plugin: cannot write " << plugin.out << '\n';
}

std::unordered_set<std::uint64_t> read_addresses(const std::string& path) {
    std::unordered_set<std::uint64_t> addresses;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        addresses.insert(std::stoull(line, nullptr, 0));
    if (addresses.empty())
        throw std::invalid_argument("no addresses in " + path);
    return addresses;
}

void register_callbacks(qemu_plugin_id_t id) {
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, finish, nullptr);
}

void start(qemu_plugin_id_t id) {
    plugin.vcpu.emplace();
    if (plugin.flag_symbol &&
        !plugin.vcpu->find_stall_flag(*plugin.flag_symbol, plugin.offsets_symbol))
        plugin.problem = "cannot find the virtual interrupt flag in the guest's memory";
    register_callbacks(id);
}

} // namespace
} // namespace takt::bench

int qemu_plugin_version = 1;

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc, char** argv) {
    using takt::bench::plugin;
    if (info->system.smp_vcpus != 1) {
        std::cerr << "sections plugin: counts for one vCPU only; start the emulator with -smp 1\n";
        return 1;
    }
    try {
        takt::bench::PluginOptions options(argc, argv);
        plugin.id = id;
        plugin.out = options.take("out");
        plugin.entries = takt::bench::read_addresses(options.take("entries"));
        if (options.has("vif")) {
            plugin.flag_symbol = options.take_number("vif");
            plugin.offsets_symbol = options.take_number("offsets");
        }
        options.expect_empty();
    } catch (const std::exception& error) {
        std::cerr << "sections plugin: " << error.what() << '\n';
        return 1;
    }
    takt::bench::register_callbacks(id);
    return 0;
}
