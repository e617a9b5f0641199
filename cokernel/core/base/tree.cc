// SPDX-License-Identifier: GPL-2.0-only
// Implements the balanced tree; every loop climbs or descends at most limits::tree_height levels.
#include "base/tree.hpp"

#include "base/annotations.hpp"
#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/loop_bound.hpp"

namespace takt {

namespace {

[[nodiscard]] constexpr int8_t lean(int side) {
    return side == 1 ? 1 : -1;
}

} // namespace

void Tree::replace_child(TreeNode* parent, TreeNode& old_child, TreeNode* new_child) {
    if (parent == nullptr) {
        root_ = new_child;
    } else {
        parent->child[parent->child[1] == &old_child ? 1 : 0] = new_child;
    }
    if (new_child != nullptr) {
        new_child->parent = parent;
    }
}

/// Lift child[side] of @p top into its place; balances are the caller's business.
TreeNode* Tree::rotate(TreeNode& top, int side) {
    TreeNode& riser = *top.child[side];
    TreeNode* inner = riser.child[1 - side];
    replace_child(top.parent, top, &riser);
    top.child[side] = inner;
    if (inner != nullptr) {
        inner->parent = &top;
    }
    riser.child[1 - side] = &top;
    top.parent = &riser;
    return &riser;
}

/// @p top leans by two to side @p heavy. Returns the new top of this subtree; @p shrunk says
/// whether the subtree became lower by one.
TreeNode* Tree::rebalance(TreeNode& top, int heavy, bool& shrunk) {
    TreeNode& side = *top.child[heavy];
    const int8_t to_heavy = lean(heavy);
    if (side.balance == -to_heavy) {
        TreeNode& middle = *side.child[1 - heavy];
        rotate(side, 1 - heavy);
        rotate(top, heavy);
        top.balance = middle.balance == to_heavy ? static_cast<int8_t>(-to_heavy) : int8_t{0};
        side.balance = middle.balance == -to_heavy ? to_heavy : int8_t{0};
        middle.balance = 0;
        shrunk = true;
        return &middle;
    }
    rotate(top, heavy);
    shrunk = side.balance != 0;
    top.balance = shrunk ? int8_t{0} : to_heavy;
    side.balance = shrunk ? int8_t{0} : static_cast<int8_t>(-to_heavy);
    return &side;
}

/// Precondition: there are others.
TAKT_APART void Tree::insert_among(TreeNode& node, uint64_t key) {
    TreeNode* parent = nullptr;
    bool leftmost = true;
    int side = 0;
    LoopBound<limits::tree_height> descent;
    for (TreeNode* at = root_; at != nullptr; at = at->child[side]) {
        descent.step();
        parent = at;
        side = key < at->key ? 0 : 1; // equal keys go right: first in, first out
        leftmost = leftmost && side == 0;
    }

    node = TreeNode{
        .parent = parent, .child = {nullptr, nullptr}, .key = key, .balance = 0, .linked = true};
    parent->child[side] = &node;
    if (leftmost) {
        first_ = &node;
    }

    // Climb while the subtree below has grown by one.
    LoopBound<limits::tree_height> climb;
    for (TreeNode* at = &node; parent != nullptr; at = parent, parent = parent->parent) {
        climb.step();
        const int from = parent->child[1] == at ? 1 : 0;
        const int8_t grown = lean(from);
        if (parent->balance == -grown) {
            parent->balance = 0;
            return;
        }
        if (parent->balance == grown) {
            bool shrunk = false;
            rebalance(*parent, from, shrunk);
            return;
        }
        parent->balance = grown;
    }
}

TreeNode* Tree::next(const TreeNode& node) {
    LoopBound<limits::tree_height> levels;
    if (node.child[1] != nullptr) {
        TreeNode* at = node.child[1];
        while (at->child[0] != nullptr) {
            levels.step();
            at = at->child[0];
        }
        return at;
    }
    const TreeNode* at = &node;
    while (at->parent != nullptr && at->parent->child[1] == at) {
        levels.step();
        at = at->parent;
    }
    return at->parent;
}

/// Precondition: there are others.
TAKT_APART void Tree::erase_among(TreeNode& node) {
    if (first_ == &node) {
        first_ = next(node);
    }

    TreeNode* parent; // where a subtree became lower,
    int side;         // and on which side
    if (node.child[0] != nullptr && node.child[1] != nullptr) {
        TreeNode& heir = *next(node);
        if (heir.parent == &node) {
            parent = &heir;
            side = 1;
        } else {
            parent = heir.parent;
            side = 0;
            parent->child[0] = heir.child[1];
            if (heir.child[1] != nullptr) {
                heir.child[1]->parent = parent;
            }
            heir.child[1] = node.child[1];
            heir.child[1]->parent = &heir;
        }
        heir.child[0] = node.child[0];
        heir.child[0]->parent = &heir;
        heir.balance = node.balance;
        replace_child(node.parent, node, &heir);
    } else {
        TreeNode* only = node.child[node.child[0] != nullptr ? 0 : 1];
        parent = node.parent;
        side = parent != nullptr && parent->child[1] == &node ? 1 : 0;
        replace_child(parent, node, only);
    }

    // Climb while the subtree below has become lower by one.
    LoopBound<limits::tree_height> climb;
    while (parent != nullptr) {
        climb.step();
        const int8_t lost = lean(side);
        TreeNode* top = parent;
        if (parent->balance == 0) {
            parent->balance = static_cast<int8_t>(-lost);
            break;
        }
        if (parent->balance == lost) {
            parent->balance = 0;
        } else {
            bool shrunk = false;
            top = rebalance(*parent, 1 - side, shrunk);
            if (!shrunk) {
                break;
            }
        }
        parent = top->parent;
        side = parent != nullptr && parent->child[1] == top ? 1 : 0;
    }
    node = TreeNode{};
}

} // namespace takt
