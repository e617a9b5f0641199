// SPDX-License-Identifier: MIT
// Owns the process's and the calling thread's relation to the co-kernel.
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "backend.hpp"

namespace takt::detail {
namespace {
/// The first one is not 0: that would be the word of a mutex named 0, which is free.
uint64_t no_mutex_words[TAKT_MUTEX_WORDS_BYTES / sizeof(uint64_t)] = {TAKT_MUTEX_IN_CORE};
} // namespace
bool emulation = false;
uint64_t* mutex_words = no_mutex_words;
constinit thread_local Self this_thread;
} // namespace takt::detail

namespace {

using namespace takt::detail;

pthread_mutex_t start_lock = PTHREAD_MUTEX_INITIALIZER;
std::atomic<bool> started{false};
int device = -1;

/// The device belongs to the parent, and so does what was attached and mapped through it.
void forget_after_fork() {
    if (device >= 0) {
        close(device);
    }
    device = -1;
    mutex_words = no_mutex_words;
    this_thread = {};
    started.store(false, std::memory_order_release);
    pthread_mutex_init(&start_lock, nullptr);
}

int lock_memory() {
    if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0) {
        return 0;
    }
    const int error = errno;
    rlimit limit{};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    explain("memory cannot be locked: %s; the limit is %llu KiB: raise it (ulimit -l unlimited, or "
            "memlock in "
            "/etc/security/limits.conf)",
            strerror(error), static_cast<unsigned long long>(limit.rlim_cur / 1024));
    return -error;
}

/// mlockall() does not map the vDSO's data: the first reading of a clock would be a fault in RT
/// mode.
void touch_clock_pages() {
    (void)takt_now(TAKT_CLOCK_MONOTONIC);
    (void)takt_now(TAKT_CLOCK_REALTIME);
}

/// Only the value 1 chooses it: a mistyped value must not take real time away silently.
int choose_emulation() {
    const char* value = getenv("TAKT_EMULATION");
    if (value == nullptr || strcmp(value, "0") == 0 || *value == '\0') {
        emulation = false;
        return 0;
    }
    if (strcmp(value, "1") != 0) {
        explain("TAKT_EMULATION=%s: 1 chooses the emulation, 0 the co-kernel", value);
        return -EINVAL;
    }
    emulation = true;
    constexpr char warning[] = "takt: emulation: not real time (TAKT_EMULATION=1)\n";
    if (write(STDERR_FILENO, warning, sizeof(warning) - 1) < 0) {
        return -errno;
    }
    return 0;
}

int start() {
    static bool fork_handled = false;
    if (!fork_handled) {
        pthread_atfork(nullptr, nullptr, forget_after_fork);
        fork_handled = true;
    }
    int result = choose_emulation();
    if (result != 0 || emulation) {
        return result;
    }
    device = kernel_open();
    if (device < 0) {
        return device;
    }
    result = kernel_map_mutex_words(device, mutex_words);
    if (result != 0) {
        close(device);
        device = -1;
        return result;
    }
    // A huge page that is made or split behind a thread's back is a fault in RT mode.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    result = lock_memory();
    touch_clock_pages();
    if (result != 0) {
        close(device);
        device = -1;
    }
    return result;
}

} // namespace

extern "C" {

int takt_process_start() noexcept {
    if (started.load(std::memory_order_acquire)) {
        return 0;
    }
    pthread_mutex_lock(&start_lock);
    int result = 0;
    if (!started.load(std::memory_order_relaxed)) {
        result = start();
        started.store(result == 0, std::memory_order_release);
    }
    pthread_mutex_unlock(&start_lock);
    return result;
}

int takt_thread_attach(uint32_t flags, takt_on_bounce on_bounce) noexcept {
    if (const int result = takt_process_start(); result != 0) {
        return result;
    }
    if (this_thread.status != nullptr) {
        explain("the thread is attached already");
        return -EALREADY;
    }
    takt_attach attach{};
    attach.size = sizeof(attach);
    attach.abi_major = TAKT_ABI_MAJOR;
    attach.abi_minor = TAKT_ABI_MINOR;
    attach.flags = flags;
    attach.on_bounce = on_bounce;
    const int result = emulation ? emulated_attach(attach, this_thread.status)
                                 : kernel_attach(device, attach, this_thread.status);
    this_thread.handle = attach.handle;
    this_thread.flags = flags;
    return result;
}

int takt_thread_detach() noexcept {
    if (this_thread.status == nullptr) {
        return -ESRCH;
    }
    const int result = emulation ? emulated_detach() : kernel_detach(device, this_thread.status);
    this_thread = {};
    return result;
}

int takt_thread_set_mode(uint32_t flags, takt_on_bounce on_bounce) noexcept {
    if (this_thread.status == nullptr) {
        return -ESRCH;
    }
    if ((flags & ~uint32_t{TAKT_ATTACH_FLAGS}) != 0 || on_bounce > TAKT_ON_BOUNCE_REFUSE) {
        return -EINVAL;
    }
    const takt_mode mode{flags, on_bounce};
    if (!emulation && ioctl(device, TAKT_IOC_SET_MODE, &mode) != 0) {
        return -errno;
    }
    this_thread.flags = flags;
    return 0;
}

const volatile takt_status* takt_thread_status() noexcept {
    return this_thread.status;
}

const volatile takt_wakeup* takt_thread_wakeup() noexcept {
    if (this_thread.status == nullptr || emulation ||
        (this_thread.flags & TAKT_ATTACH_TIMED) == 0) {
        return nullptr;
    }
    return reinterpret_cast<const volatile takt_wakeup*>(
        reinterpret_cast<const volatile char*>(this_thread.status) + TAKT_WAKEUP_OFFSET);
}

int64_t takt_thread_self() noexcept {
    return this_thread.status != nullptr ? int64_t{this_thread.handle} : -ESRCH;
}

int takt_in_rt() noexcept {
    return this_thread.status != nullptr && this_thread.status->stage != 0;
}

int takt_is_emulation() noexcept {
    return emulation;
}

int takt_go_rt() noexcept {
    return this_thread.status != nullptr ? static_cast<int>(call(TAKT_CALL_GO_RT)) : -ESRCH;
}

int takt_go_linux() noexcept {
    return this_thread.status != nullptr ? static_cast<int>(call(TAKT_CALL_GO_LINUX)) : -ESRCH;
}

} // extern "C"
