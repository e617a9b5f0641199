// SPDX-License-Identifier: MIT
// Owns our declarations of what the plugins use of the emulator: TCG plugin API version 1, and the
// emulator's own functions. No distribution packages a header for them.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

// -- TCG plugin API, version 1 (the emulator checks the version we export) ------------------------

using qemu_plugin_id_t = std::uint64_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;

/// What the emulator tells a plugin about itself when it loads it.
struct qemu_info_t {
    const char* target_name;
    struct {
        int min;
        int cur;
    } version;
    bool system_emulation;
    struct {
        int smp_vcpus;
        int max_vcpus;
    } system;
};

enum qemu_plugin_cb_flags : int { QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_CB_R_REGS };
enum qemu_plugin_op : int { QEMU_PLUGIN_INLINE_ADD_U64 };

using qemu_plugin_simple_cb_t = void (*)(qemu_plugin_id_t);
using qemu_plugin_udata_cb_t = void (*)(qemu_plugin_id_t, void*);
using qemu_plugin_tb_trans_cb_t = void (*)(qemu_plugin_id_t, qemu_plugin_tb*);
using qemu_plugin_vcpu_udata_cb_t = void (*)(unsigned vcpu, void*);

void qemu_plugin_reset(qemu_plugin_id_t, qemu_plugin_simple_cb_t);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, qemu_plugin_udata_cb_t, void*);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, qemu_plugin_tb_trans_cb_t);
void qemu_plugin_register_vcpu_tb_exec_cb(qemu_plugin_tb*, qemu_plugin_vcpu_udata_cb_t,
                                          qemu_plugin_cb_flags, void*);
void qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_insn*, qemu_plugin_vcpu_udata_cb_t,
                                            qemu_plugin_cb_flags, void*);
void qemu_plugin_register_vcpu_insn_exec_inline(qemu_plugin_insn*, qemu_plugin_op, void*,
                                                std::uint64_t);
std::size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb*);
std::uint64_t qemu_plugin_tb_vaddr(const qemu_plugin_tb*);
qemu_plugin_insn* qemu_plugin_tb_get_insn(const qemu_plugin_tb*, std::size_t);
const void* qemu_plugin_insn_data(const qemu_plugin_insn*);
std::size_t qemu_plugin_insn_size(const qemu_plugin_insn*);
std::uint64_t qemu_plugin_insn_vaddr(const qemu_plugin_insn*);

// -- The emulator's own functions, which its binary exports (tried with version 7.2) --------------

struct CPUState;

/// GLib's growing byte array, in which the emulator returns a register.
struct GByteArray {
    std::uint8_t* data;
    unsigned len;
};
GByteArray* g_byte_array_new(void);
GByteArray* g_byte_array_set_size(GByteArray*, unsigned);

CPUState* qemu_get_cpu(int index);
/// Ends the vCPU's current slice at the end of the translation block.
void cpu_exit(CPUState*);
int x86_cpu_gdb_read_register(CPUState*, GByteArray*, int number);
int cpu_memory_rw_debug(CPUState*, std::uint64_t address, void* buffer, std::size_t bytes,
                        bool is_write);
/// The physical address of the page that holds a virtual one; all ones if there is none.
std::uint64_t cpu_get_phys_page_debug(CPUState*, std::uint64_t address);
/// A host pointer to guest memory; shortens *bytes if less is contiguous.
void* cpu_physical_memory_map(std::uint64_t physical, std::uint64_t* bytes, bool is_write);

// -- What a plugin exports ------------------------------------------------------------------------

extern __attribute__((visibility("default"))) int qemu_plugin_version;
__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t, const qemu_info_t*,
                                                               int argc, char** argv);
}
