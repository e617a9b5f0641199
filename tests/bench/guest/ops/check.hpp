// SPDX-License-Identifier: MIT
// Owns the guest's error rule: a failed call ends the program, so no figure rests on a failed one.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace takt::bench {

[[noreturn]] inline void fail(const char* what, int error) {
    std::fprintf(stderr, "linux_ops: %s: %s\n", what, std::strerror(error));
    std::exit(1);
}

/// Passes the result of a call that reports errors as -1 and errno.
template<typename Result>
inline Result check(Result result, const char* what) {
    if (result == static_cast<Result>(-1)) [[unlikely]]
        fail(what, errno);
    return result;
}

/// For the pthread family, which returns the error number.
inline void check_number(int error, const char* what) {
    if (error != 0) [[unlikely]]
        fail(what, error);
}

} // namespace takt::bench
