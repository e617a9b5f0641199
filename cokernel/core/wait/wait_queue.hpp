// SPDX-License-Identifier: GPL-2.0-only
// Owns the wait queue: threads by urgency, among equals first in, first out.
#pragma once

#include "base/tree.hpp"
#include "sched/urgency.hpp"

namespace takt {

class Thread;
class WaitQueue;

/// Part of a thread: its place in the one queue it waits in.
struct WaitNode : TreeNode {
    Thread* thread = nullptr;
    WaitQueue* queue = nullptr;
};

/// Guarded by the lock of the object it belongs to. O(log threads). Zeroed memory is an empty
/// queue.
class WaitQueue {
public:
    [[nodiscard]] bool is_empty() const { return tree_.is_empty(); }

    void insert(WaitNode& node, Urgency urgency) {
        tree_.insert(node, urgency.key);
        node.queue = this;
    }
    void remove(WaitNode& node) {
        tree_.erase(node);
        node.queue = nullptr;
    }
    /// The waiter's urgency has changed: behind its new equals.
    void rekey(WaitNode& node, Urgency urgency) {
        if (node.key != urgency.key) {
            tree_.erase(node);
            tree_.insert(node, urgency.key);
        }
    }

    /// The most urgent waiter, or nullptr.
    [[nodiscard]] Thread* top() const {
        const TreeNode* first = tree_.first();
        return first == nullptr ? nullptr : static_cast<const WaitNode*>(first)->thread;
    }
    [[nodiscard]] Thread* pop() {
        TreeNode* first = tree_.first();
        if (first == nullptr) {
            return nullptr;
        }
        WaitNode& node = *static_cast<WaitNode*>(first);
        remove(node);
        return node.thread;
    }

    /// For checkers.
    [[nodiscard]] const Tree& tree() const { return tree_; }

private:
    Tree tree_;
};

} // namespace takt
