// SPDX-License-Identifier: MIT
// Owns the choice between the co-kernel and the emulation, which offer the same calls.
#pragma once

#include <cstdint>

#include "takt/takt.h"

namespace takt::detail {

/// What the emulation offers; the co-kernel's side is in kernel.cc.
[[nodiscard]] int64_t emulated_call(uint64_t number, const uint64_t (&argument)[6]);
[[nodiscard]] int emulated_attach(takt_attach& attach, const volatile takt_status*& status);
int emulated_detach();

/// The device of this process, or minus an error number; explains itself.
[[nodiscard]] int kernel_open();
[[nodiscard]] int kernel_attach(int device, takt_attach& attach,
                                const volatile takt_status*& status);
/// The words of the process's mutexes, for good; explains itself.
[[nodiscard]] int kernel_map_mutex_words(int device, uint64_t*& words);
int kernel_detach(int device, const volatile takt_status* status);

/// A raw system call: no errno and no cancellation point, nothing that could leave RT mode.
inline int64_t raw_call(uint64_t number, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0,
                        uint64_t d = 0, uint64_t e = 0, uint64_t f = 0) {
#if defined(__x86_64__)
    int64_t result;
    register uint64_t r10 asm("r10") = d;
    register uint64_t r8 asm("r8") = e;
    register uint64_t r9 asm("r9") = f;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
#else
#error "the system call convention of this architecture is not there yet"
#endif
}

extern bool emulation; ///< Set once, by takt_process_start().
/// Set then, too. Before, and on the emulation, they fit no mutex: locking is a call.
extern uint64_t* mutex_words;

/// The calling thread, while it is attached; all zero otherwise.
struct Self {
    const volatile takt_status* status = nullptr;
    uint32_t handle = 0;
    uint32_t flags = 0;
};
/// Reached by one load: a function that finds it would cost more than locking a mutex.
extern constinit thread_local Self this_thread __attribute__((tls_model("initial-exec")));

/// The call of the co-kernel (or of its emulation).
inline int64_t call(takt_call_number number, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0,
                    uint64_t d = 0, uint64_t e = 0, uint64_t f = 0) {
    if (__builtin_expect(emulation, 0)) {
        const uint64_t argument[6] = {a, b, c, d, e, f};
        return emulated_call(number, argument);
    }
    return raw_call(TAKT_SYSCALL_BASE + number, a, b, c, d, e, f);
}

/// Keep a message for takt_explain().
void explain(const char* format, ...) __attribute__((format(printf, 1, 2)));

} // namespace takt::detail
