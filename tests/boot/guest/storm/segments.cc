// SPDX-License-Identifier: GPL-2.0-only
// segments: every thread keeps its own FS and GS base, GS selector and thread-local data.
#include "hold.hpp"
#include "worker.hpp"

#include <array>
#include <asm/prctl.h>
#include <cstdint>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace storm {

namespace {

constexpr unsigned long fsgsbase_usable = 1 << 1; // AT_HWCAP2: the instructions are enabled
constexpr std::uint16_t user_data = 0x2b;         // the kernel's selector for 64-bit user data

thread_local std::uint64_t own_data;

bool have_instructions() {
    static const bool have = (getauxval(AT_HWCAP2) & fsgsbase_usable) != 0;
    return have;
}

void set_selector(std::uint16_t selector) {
    asm volatile("mov %0, %%gs" : : "r"(selector));
}

std::uint16_t selector() {
    std::uint16_t value;
    asm volatile("mov %%gs, %0" : "=r"(value));
    return value;
}

void set_gs(std::uint64_t base, bool by_instruction) {
    if (by_instruction)
        asm volatile("wrgsbase %0" : : "r"(base));
    else
        syscall(SYS_arch_prctl, ARCH_SET_GS, base);
}

std::uint64_t gs(bool by_instruction) {
    std::uint64_t base = 0;
    if (by_instruction)
        asm volatile("rdgsbase %0" : "=r"(base));
    else
        syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
    return base;
}

/// The first word of a thread's control block is its own address.
std::uint64_t fs_points_at() {
    std::uint64_t value;
    asm volatile("mov %%fs:0, %0" : "=r"(value));
    return value;
}

void one_thread(Worker& worker, Random random) {
    const std::uint64_t fs = fs_points_at();
    while (worker.running()) {
        const std::uint64_t value = own_data = random.next();
        // Page-aligned and below the top of user space.
        const std::uint64_t base = random.next() & 0x00007fff'ffff0000;
        // Without the instructions the kernel keeps either a selector or a base, not both.
        const std::uint16_t select = have_instructions() && random.chance(30) ? user_data : 0;
        set_selector(select);
        // The system call sets the selector to 0 as well.
        set_gs(base, select != 0 || (have_instructions() && random.chance(80)));

        const GeneralState state = GeneralState::random(random);
        const std::uint64_t spin = random.between(1, 20'000);
        const std::string difference = random.chance(50)
                                           ? hold_general(state, spin)
                                           : hold_general(state, spin, SYS_sched_yield);
        worker.check(difference.empty(), "{}", difference);

        const std::uint64_t now = gs(have_instructions() && random.chance(80));
        worker.check(now == base, "GS base was {:#x} and became {:#x}", base, now);
        worker.check(selector() == select, "GS was {:#x} and became {:#x}", select, selector());
        worker.check(fs_points_at() == fs, "FS base was {:#x} and became {:#x}", fs,
                     fs_points_at());
        worker.check(own_data == value, "thread-local data changed");
        worker.done();
    }
}

} // namespace

void segments(Worker& worker) {
    std::array<std::thread, 3> threads;
    for (auto& thread : threads)
        thread = std::thread{one_thread, std::ref(worker), Random{worker.random.next()}};
    for (auto& thread : threads)
        thread.join();
}

} // namespace storm
