// SPDX-License-Identifier: MIT
// Owns the names of system calls, for messages.
#include "backend.hpp"

namespace {

struct Name {
    uint64_t number;
    const char* name;
};

constexpr Name names[] = {
#include "call_names.inc"
};

} // namespace

const char* takt_call_name(uint64_t number) noexcept {
    for (const Name& entry : names) {
        if (entry.number == number) {
            return entry.name;
        }
    }
    return "?";
}
