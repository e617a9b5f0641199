// SPDX-License-Identifier: GPL-2.0-only
// Core dumps: the registers of RT threads, in RT mode and blocked, are in them as they were.
#include "tests.hpp"

#include <elf.h>
#include <sys/procfs.h>
#include <sys/resource.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>

#include "busy.hpp"
#include "files.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::shared;
using rt::takt;

constexpr uint64_t blocked_mark = 0x1122334455667788;
constexpr uint64_t crashed_mark = 0x99aabbccddeeff00;

/// Sleep in RT mode with the mark in a register of each kind.
void block() {
    const timespec hour{static_cast<time_t>(rt::now() / 1000000000) + 3600, 0};
    register uint64_t r10 asm("r10") = 0;
    asm volatile("movq %[mark], %%r12\n\tmovq %[mark], %%xmm7\n\tsyscall"
                 :
                 : "a"(SYS_clock_nanosleep), "D"(CLOCK_MONOTONIC), "S"(TIMER_ABSTIME), "d"(&hour),
                   "r"(r10), [mark] "r"(blocked_mark)
                 : "rcx", "r11", "r12", "xmm7", "memory");
}

void crash() {
    asm volatile("movq %[mark], %%r12\n\tmovq %[mark], %%xmm7\n\tmovb $1, 0x18"
                 :
                 : [mark] "r"(crashed_mark)
                 : "r12", "xmm7", "memory");
}

std::string read_all(const std::string& path) {
    std::string content;
    FILE* file = fopen(path.c_str(), "r");
    EXPECT(file != nullptr);
    static char buffer[65536];
    while (const size_t count = fread(buffer, 1, sizeof(buffer), file)) {
        content.append(buffer, count);
    }
    fclose(file);
    return content;
}

struct Found {
    int threads = 0;
    int general = 0; // how many have the mark in r12
    int vector = 0;  // and in xmm7
};

/// What the notes of @p core say of threads with @p mark.
Found look_for(uint64_t mark, const std::string& core) {
    Found found;
    const auto* header = reinterpret_cast<const Elf64_Ehdr*>(core.data());
    const auto* segment = reinterpret_cast<const Elf64_Phdr*>(core.data() + header->e_phoff);
    EXPECT(segment->p_type == PT_NOTE);
    const char* note = core.data() + segment->p_offset;
    const char* end = note + segment->p_filesz;
    while (note < end) {
        const auto* head = reinterpret_cast<const Elf64_Nhdr*>(note);
        const char* text = note + sizeof(*head) + ((head->n_namesz + 3) & ~3U);
        if (head->n_type == NT_PRSTATUS) {
            ++found.threads;
            user_regs_struct registers;
            memcpy(&registers, text + offsetof(elf_prstatus, pr_reg), sizeof(registers));
            found.general += registers.r12 == mark ? 1 : 0;
        } else if (head->n_type == NT_PRFPREG) {
            user_fpregs_struct registers;
            memcpy(&registers, text, sizeof(registers));
            uint64_t low;
            memcpy(&low, &registers.xmm_space[size_t{7} * 4], sizeof(low));
            found.vector += low == mark ? 1 : 0;
        }
        note = text + ((head->n_descsz + 3) & ~3U);
    }
    return found;
}

void core_dump() {
    shared().step = 0;
    rt::write_file("/proc/sys/kernel/core_pattern", "/tmp/core");
    const int status = rt::in_child([] {
        const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
        EXPECT(setrlimit(RLIMIT_CORE, &limit) == 0);
        rt::start_process();
        std::thread([] {
            rt::attach({.priority = 60});
            EXPECT(takt(TAKT_CALL_GO_RT) == 0);
            ++shared().step;
            block();
        }).detach();
        std::thread([] {
            rt::attach();
            be_busy(Doing::working);
        }).detach();
        EXPECT(rt::eventually([] { return shared().step == 2; }));
        rt::attach();
        EXPECT(takt(TAKT_CALL_GO_RT) == 0);
        crash();
    });
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV && WCOREDUMP(status));
    const std::string core = read_all("/tmp/core");
    const Found blocked = look_for(blocked_mark, core);
    const Found crashed = look_for(crashed_mark, core);
    EXPECT(blocked.threads == 3);
    EXPECT(blocked.general == 1 && blocked.vector == 1);
    EXPECT(crashed.general == 1 && crashed.vector == 1);
    rt::expect_no_thread_left();
}

} // namespace

std::vector<rt::Test> core_dump_tests() {
    return {{"core_dump", core_dump}};
}
