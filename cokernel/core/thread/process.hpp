// SPDX-License-Identifier: GPL-2.0-only
// Owns the process: whom objects belong to, and how many it may have.
#pragma once

#include <cstdint>

#include "object/handle.hpp"
#include "object/mutex_word.hpp"

namespace takt {

/// Guarded by the registry lock. Zeroed memory is a free slot.
class Process {
public:
    bool attached = false;
    uint32_t quota[kind_count] = {};
    uint32_t used[kind_count] = {};
    MutexWord* mutex_words = nullptr; // one for each slot of the table of mutexes, or none at all

    [[nodiscard]] bool may_have_one_more(Kind kind) const {
        return used[static_cast<uint32_t>(kind)] < quota[static_cast<uint32_t>(kind)];
    }
};

} // namespace takt
