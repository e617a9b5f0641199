// SPDX-License-Identifier: MIT
// Owns the view on the emulated CPU: its interrupt flag, its Linux-stalled flag, its open sections.
#pragma once

#include <cstdint>

#include "qemu_plugin_api.hpp"
#include "section_log.hpp"

namespace takt::bench {

/// Follows one on/off condition of a CPU and logs the stretches for which it held.
class Section final {
public:
    /// @p holds is the condition just before the instruction at @p next executes; @p previous is
    /// the last one executed; @p count the kernel instructions executed so far.
    void observe(bool holds, std::uint64_t next, std::uint64_t previous, std::uint64_t count,
                 SectionLog& log) {
        if (holds == open_)
            return;
        open_ = holds;
        if (holds) {
            first_ = next;
            since_ = count;
        } else {
            log.add({first_, previous}, count - since_);
        }
    }

private:
    bool open_ = false;
    std::uint64_t first_ = 0;
    std::uint64_t since_ = 0;
};

class Vcpu final {
public:
    Vcpu() : cpu_(qemu_get_cpu(0)), registers_(g_byte_array_new()) {}

    [[nodiscard]] bool hard_off() const {
        constexpr int eflags = 17; // its number in the debugger's register set
        constexpr std::uint8_t if_in_second_byte = 0x02;
        g_byte_array_set_size(registers_, 0);
        x86_cpu_gdb_read_register(cpu_, registers_, eflags);
        return (registers_->data[1] & if_in_second_byte) == 0;
    }

    /// Finds this CPU's copy of the virtual interrupt flag. @p offsets_symbol is the address of the
    /// kernel's table of per-CPU offsets. False if the guest's memory is not set up for it.
    [[nodiscard]] bool find_stall_flag(std::uint64_t flag_symbol, std::uint64_t offsets_symbol) {
        std::uint64_t offset = 0;
        if (cpu_memory_rw_debug(cpu_, offsets_symbol, &offset, sizeof offset, false) != 0 ||
            offset == 0)
            return false;
        constexpr std::uint64_t page_mask = 4095;
        const std::uint64_t address = flag_symbol + offset;
        const std::uint64_t page = cpu_get_phys_page_debug(cpu_, address & ~page_mask);
        if (page == ~std::uint64_t{0})
            return false;
        std::uint64_t bytes = sizeof *stall_flag_;
        stall_flag_ = static_cast<const volatile std::uint16_t*>(
            cpu_physical_memory_map(page | (address & page_mask), &bytes, false));
        return stall_flag_ != nullptr && bytes == sizeof *stall_flag_;
    }

    [[nodiscard]] bool has_stall_flag() const { return stall_flag_ != nullptr; }
    [[nodiscard]] bool stalled() const { return *stall_flag_ == 0; }

    std::uint64_t count = 0;    ///< kernel instructions; added to by generated code
    std::uint64_t previous = 0; ///< last kernel instruction of the translation block before
    Section hard;
    Section stall;

private:
    CPUState* cpu_;
    GByteArray* registers_;
    const volatile std::uint16_t* stall_flag_ = nullptr;
};

} // namespace takt::bench
