// SPDX-License-Identifier: GPL-2.0-only
// Owns the mutex: error-checking or recursive, robust or not, always with SC donation.
#pragma once

#include <cstdint>

#include "base/tree.hpp"
#include "object/mutex_word.hpp"
#include "object/object.hpp"
#include "wait/heights.hpp"
#include "wait/wait_queue.hpp"

namespace takt {

class Mutex;
class Thread;

struct ContendedNode : TreeNode {
    Mutex* mutex = nullptr;
};

enum class MutexState : uint8_t {
    sound,
    owner_died,      // the owner has been told, and has not yet called it consistent
    not_recoverable, // nobody gets it any more
};

/// Guarded by the donation lock.
/// Invariants: it is in the tree `contended` of its owner exactly if it has an owner and waiters.
/// While it is left to its users the core knows no owner and no waiter, and its state is sound.
class Mutex : public Object {
public:
    Thread* owner = nullptr;
    uint32_t depth = 0; // how often the owner has locked it
    bool recursive = false;
    bool robust = false;
    MutexState state = MutexState::sound;
    /// Its word in user space, nullptr if it has none; then it is never left to its users.
    MutexWord* word = nullptr;
    bool left_to_users = false;
    WaitQueue waiters;
    Heights heights; // of the waiters
    ContendedNode node;
};

} // namespace takt
