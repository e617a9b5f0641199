// SPDX-License-Identifier: GPL-2.0-only
// The whole C++ runtime of the core: the two functions that the compiler and the headers may call.
#include "base/check.hpp"

extern "C" void __cxa_pure_virtual();

extern "C" void __cxa_pure_virtual() {
    takt::panic("takt: call of a pure virtual function", __FILE__, __LINE__);
}

namespace std {

/// Called by the checks of the standard headers (array subscripts, empty optionals).
[[noreturn]] void __glibcxx_assert_fail(const char*, int, const char*, const char*) noexcept;

void __glibcxx_assert_fail(const char* file, int line, const char*,
                           const char* condition) noexcept {
    takt::panic(condition, file, static_cast<uint32_t>(line));
}

} // namespace std
