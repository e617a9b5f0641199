// SPDX-License-Identifier: MIT
// Owns what went wrong, in words: errors, refusals, reasons, each with its remedy.
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "backend.hpp"

namespace {

thread_local char message[512] = "nothing failed";

constexpr const char* reasons[TAKT_REASON_COUNT] = {
    "none",
    "foreign call",
    "page fault or exception",
    "trap",
    "signal",
    "watchdog",
    "changed from outside",
    "CPU goes away",
    "wait over (SCHED_OTHER)",
    "asked for",
    "copy fault",
    "detached",
};

constexpr const char* refusals[] = {
    "not refused",
    "library and module speak different versions: install both from one release",
    "no permission: run as root, grant CAP_SYS_NICE, or raise RLIMIT_RTPRIO (ulimit -r)",
    "memory is not locked: call mlockall(MCL_CURRENT | MCL_FUTURE), and raise RLIMIT_MEMLOCK "
    "(ulimit -l)",
    "rseq is registered: unregister it, or start with GLIBC_TUNABLES=glibc.pthread.rseq=0",
    "ioperm() or iopl() is in force: a thread with direct I/O ports cannot enter RT mode",
    "the thread has an LDT or GDT entries of its own",
    "it is a 32-bit program: build it for 64 bits",
    "PR_SET_SPECULATION_CTRL is in force: do not set it for RT threads",
    "AMX or another processor state enabled on demand is in use",
    "a debugger is attached: detach it",
    "seccomp, audit or tracing sees the system calls: run it without them",
    "Linux has given up the TSC as its clock: see dmesg; try tsc=reliable if the TSC is good",
    "the co-kernel's table of threads or processes is full: end some",
    "the CPU is not one of the co-kernel's: choose another by taskset",
};

} // namespace

void takt::detail::explain(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
}

extern "C" {

const char* takt_explain() noexcept {
    return message;
}

const char* takt_reason_text(uint32_t reason) noexcept {
    return reason < TAKT_REASON_COUNT ? reasons[reason] : "unknown reason";
}

const char* takt_refusal_text(uint32_t refusal) noexcept {
    return refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "unknown refusal";
}

const char* takt_error_text(int64_t error) noexcept {
    switch (-error) {
    case EIDRM:
        return "the object was closed meanwhile";
    case ESTALE:
        return "the handle names no object: it was closed, or belongs to another process";
    case EOWNERDEAD:
        return "the mutex is locked, but its last owner died with it: repair what it guards";
    case ENOTRECOVERABLE:
        return "the mutex was given up by an owner that did not repair what it guards";
    case EDEADLK:
        return "waiting would never end: the caller owns what it waits for";
    case ENOSYS:
        return "the thread is not attached: takt_thread_attach() comes first";
    case EPERM:
        return "the thread may not do that: not the owner, or it may not enter RT mode (see its "
               "status page)";
    case ENOSPC:
        return "the quota of the process is used up: close some objects";
    default:
        return error >= 0 ? "no error" : strerrordesc_np(static_cast<int>(-error));
    }
}

const char* takt_version() noexcept {
    static_assert(TAKT_ABI_MAJOR == 0 && TAKT_ABI_MINOR == 2, "keep the text in step");
    return "0.2";
}

} // extern "C"
