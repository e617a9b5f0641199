// SPDX-License-Identifier: GPL-2.0-only
// Owns the intrusive balanced tree (AVL) ordered by a 64-bit key, equal keys first in, first out.
#pragma once

#include <cstdint>

#include "base/check.hpp"

namespace takt {

/// An element derives from TreeNode and is in one tree at most. Zeroed memory is "in no tree".
struct TreeNode {
    TreeNode* parent = nullptr;
    TreeNode* child[2] = {nullptr, nullptr};
    uint64_t key = 0;
    int8_t balance = 0; // height of child[1] minus height of child[0]
    bool linked = false;
};

/// Height is at most 1.44 * log2(n + 2), so every operation has a constant bound
/// (limits::tree_height). Zeroed memory is an empty tree.
class Tree {
public:
    [[nodiscard]] bool is_empty() const { return root_ == nullptr; }

    [[nodiscard]] bool has_one() const {
        return root_ != nullptr && root_->child[0] == nullptr && root_->child[1] == nullptr;
    }

    /// The node with the smallest key that has been there longest. O(1).
    [[nodiscard]] TreeNode* first() const { return first_; }

    /// Precondition: @p node is in no tree. Goes behind nodes with the same key.
    void insert(TreeNode& node, uint64_t key) {
        TAKT_DEBUG_CHECK(!node.linked);
        if (root_ == nullptr) { // most objects have one waiter at most
            node = TreeNode{.key = key, .linked = true};
            root_ = first_ = &node;
        } else {
            insert_among(node, key);
        }
    }

    /// Precondition: @p node is in this tree.
    void erase(TreeNode& node) {
        TAKT_DEBUG_CHECK(node.linked);
        if (root_ == &node && node.child[0] == nullptr && node.child[1] == nullptr) {
            root_ = first_ = nullptr;
            node.linked = false;
        } else {
            erase_among(node);
        }
    }

    /// The node after @p node in order, or nullptr. O(height).
    [[nodiscard]] static TreeNode* next(const TreeNode& node);

    [[nodiscard]] const TreeNode* root() const { return root_; }

private:
    void insert_among(TreeNode& node, uint64_t key);
    void erase_among(TreeNode& node);
    void replace_child(TreeNode* parent, TreeNode& old_child, TreeNode* new_child);
    TreeNode* rotate(TreeNode& top, int side);
    TreeNode* rebalance(TreeNode& top, int heavy, bool& shrunk);

    TreeNode* root_ = nullptr;
    TreeNode* first_ = nullptr;
};

} // namespace takt
