// SPDX-License-Identifier: MIT
// Owns the operations that enter the kernel once or twice and touch nobody else: calls and signals.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "check.hpp"
#include "operation.hpp"

namespace takt::bench {
namespace {

/// A bare system call: the C library's wrapper is not part of what is measured.
inline long call(long number, long a = 0, long b = 0, long c = 0) {
    long result = 0;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c)
                 : "rcx", "r11", "memory");
    return result;
}

void null_call(Samples& samples) {
    repeat(samples, [] { call(SYS_getppid); });
}

void read_one_byte(Samples& samples) {
    const int zero = check(open("/dev/zero", O_RDONLY | O_CLOEXEC), "open /dev/zero");
    char byte = 1;
    repeat(samples, [&] {
        if (call(SYS_read, zero, reinterpret_cast<long>(&byte), 1) != 1)
            fail("read", EIO);
    });
    close(zero);
}

void open_close(Samples& samples) {
    static const char path[] = "/dev/null";
    repeat(samples, [] {
        const long file = call(SYS_open, reinterpret_cast<long>(path), O_RDONLY);
        if (file < 0)
            fail("open /dev/null", static_cast<int>(-file));
        call(SYS_close, file);
    });
}

volatile sig_atomic_t signals_seen = 0;

void signal_to_self(Samples& samples) {
    struct sigaction action {};
    action.sa_handler = [](int) { signals_seen = signals_seen + 1; };
    check(sigaction(SIGUSR1, &action, nullptr), "sigaction");
    const long self = getpid();
    repeat(samples, [self] {
        const sig_atomic_t before = signals_seen;
        call(SYS_kill, self, SIGUSR1);
        if (signals_seen != before + 1)
            fail("signal not delivered on return from kill", EIO);
    });
}

constexpr Operation operations[] = {
    {"linux.getppid", 20000, 200, null_call},
    {"linux.read1", 20000, 200, read_one_byte},
    {"linux.open_close", 5000, 200, open_close},
    {"linux.signal_self", 5000, 200, signal_to_self},
};

} // namespace

std::span<const Operation> system_call_operations() {
    return operations;
}

} // namespace takt::bench
