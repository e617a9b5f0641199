// SPDX-License-Identifier: GPL-2.0-only
// Implements the bare interface of the co-kernel for test programs.
#include "rt.hpp"

#include <fcntl.h>
#include <linux/rseq.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/rseq.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace rt {

namespace {

int device_fd = -1;
thread_local const volatile takt_status* page = nullptr;
thread_local uint32_t own_handle = 0;

/// glibc registers it for every thread; an RT half would not be kept up to date.
void unregister_rseq() {
    if (__rseq_size != 0) {
        auto* area = static_cast<char*>(__builtin_thread_pointer()) + __rseq_offset;
        syscall(SYS_rseq, area, 32, RSEQ_FLAG_UNREGISTER, 0x53053053);
    }
}

} // namespace

void fail(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
    _exit(1);
}

void start_process() {
    EXPECT(mlockall(MCL_CURRENT | MCL_FUTURE) == 0);
    device_fd = open(TAKT_DEVICE, O_RDWR | O_CLOEXEC);
    if (device_fd < 0) {
        fail("%s: %s (is the module loaded?)", TAKT_DEVICE, strerror(errno));
    }
}

int device() {
    return device_fd;
}

volatile uint64_t* map_mutex_words() {
    void* memory = mmap(nullptr, TAKT_MUTEX_WORDS_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
                        device_fd, TAKT_MUTEX_WORDS_OFFSET);
    EXPECT(memory != MAP_FAILED);
    return static_cast<volatile uint64_t*>(memory);
}

int try_attach(takt_attach& attach) {
    attach.size = sizeof(attach);
    attach.abi_major = TAKT_ABI_MAJOR;
    attach.abi_minor = TAKT_ABI_MINOR;
    return ioctl(device_fd, TAKT_IOC_ATTACH, &attach) == 0 ? 0 : -errno;
}

void bind(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    EXPECT(sched_setaffinity(0, sizeof(set), &set) == 0);
}

void attach(const Attach& how) {
    if (how.cpu >= 0) {
        bind(how.cpu);
    }
    if (how.priority > 0) {
        sched_param param{};
        param.sched_priority = how.priority;
        EXPECT(sched_setscheduler(0, SCHED_FIFO, &param) == 0);
    }
    unregister_rseq();
    takt_attach attach{};
    attach.flags = how.flags;
    attach.on_bounce = how.on_bounce;
    const int error = try_attach(attach);
    if (error != 0) {
        fail("cannot attach: error %d, refusal %u", error, attach.refusal);
    }
    void* memory = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, device_fd,
                        static_cast<off_t>(attach.status_offset));
    EXPECT(memory != MAP_FAILED);
    page = static_cast<const volatile takt_status*>(memory);
    // The vDSO's data is mapped at its first use.
    now();
    real_now();
    own_handle = attach.handle;
}

void detach() {
    EXPECT(ioctl(device_fd, TAKT_IOC_DETACH) == 0);
}

void set_mode(uint32_t flags, takt_on_bounce on_bounce) {
    const takt_mode mode{flags, on_bounce};
    EXPECT(ioctl(device_fd, TAKT_IOC_SET_MODE, &mode) == 0);
}

const volatile takt_status& status() {
    return *page;
}

void expect_rt() {
    if (!in_rt()) {
        fail(
            "not in RT mode: left for reason %u, detail %#lx, at %#lx; refused entry for reason %u",
            page->last_reason, page->last_detail, page->last_ip, page->refusal);
    }
}

uint32_t handle() {
    return own_handle;
}

uint64_t bounces() {
    uint64_t sum = 0;
    for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
        sum += reason == TAKT_REASON_REQUEST ? 0 : page->handbacks[reason];
    }
    return sum;
}

uint64_t now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
}

uint64_t real_now() {
    timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
}

int64_t sleep_until(uint64_t ns) {
    const timespec time{static_cast<time_t>(ns / 1000000000), static_cast<long>(ns % 1000000000)};
    return call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
                reinterpret_cast<uint64_t>(&time), 0);
}

void expect_no_thread_left() {
    FILE* proc = fopen("/proc/takt", "r");
    EXPECT(proc != nullptr);
    char line[512];
    while (fgets(line, sizeof(line), proc) != nullptr) {
        EXPECT(strncmp(line, "thread", 6) != 0);
    }
    fclose(proc);
}

} // namespace rt
