// SPDX-License-Identifier: MIT
// Owns the plugin that makes vCPUs under `-icount` take fair turns: it ends a vCPU's slice after a
// given number of instructions. Without it one vCPU runs until the next timer deadline, and then
// the other, which distorts every latency that involves both.
//
// Argument: every=INSTRUCTIONS. Works with single-threaded TCG.
#include <deque>
#include <exception>
#include <iostream>

#include "options.hpp"
#include "qemu_plugin_api.hpp"

namespace takt::bench {
namespace {

struct Turn {
    std::int64_t left;
};

std::int64_t slice = 0;
std::deque<Turn> turns;

/// @p data is the number of instructions in the block that is about to run.
void before_block(unsigned index, void* data) {
    Turn& turn = turns[index];
    turn.left -= static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(data));
    if (turn.left <= 0) {
        turn.left = slice;
        cpu_exit(qemu_get_cpu(static_cast<int>(index)));
    }
}

void translate(qemu_plugin_id_t, qemu_plugin_tb* tb) {
    const auto n = static_cast<std::intptr_t>(qemu_plugin_tb_n_insns(tb));
    qemu_plugin_register_vcpu_tb_exec_cb(tb, before_block, QEMU_PLUGIN_CB_NO_REGS,
                                         reinterpret_cast<void*>(n));
}

} // namespace
} // namespace takt::bench

int qemu_plugin_version = 1;

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc, char** argv) {
    using namespace takt::bench;
    try {
        PluginOptions options(argc, argv);
        slice = static_cast<std::int64_t>(options.take_number("every"));
        options.expect_empty();
        if (slice <= 0)
            throw std::invalid_argument("every= must be at least 1 instruction");
    } catch (const std::exception& error) {
        std::cerr << "slice plugin: " << error.what() << '\n';
        return 1;
    }
    turns.assign(static_cast<std::size_t>(info->system.max_vcpus), Turn{slice});
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    return 0;
}
