// SPDX-License-Identifier: GPL-2.0-only
// Tests the balanced tree against a sorted reference under random operations.
#include "base/tree.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "base/limits.hpp"

namespace takt {
namespace {

/// Height of the subtree; fails the test where links, balances or order are wrong.
int verify(const TreeNode* node, const TreeNode* parent) {
    if (node == nullptr) {
        return 0;
    }
    EXPECT_EQ(node->parent, parent);
    EXPECT_TRUE(node->linked);
    const int left = verify(node->child[0], node);
    const int right = verify(node->child[1], node);
    EXPECT_EQ(node->balance, right - left);
    EXPECT_LE(std::abs(right - left), 1);
    EXPECT_TRUE(node->child[0] == nullptr || node->child[0]->key <= node->key);
    EXPECT_TRUE(node->child[1] == nullptr || node->child[1]->key >= node->key);
    return 1 + std::max(left, right);
}

std::vector<const TreeNode*> in_order(const Tree& tree) {
    std::vector<const TreeNode*> nodes;
    for (const TreeNode* at = tree.first(); at != nullptr; at = Tree::next(*at)) {
        nodes.push_back(at);
    }
    return nodes;
}

TEST(Tree, EmptyHasNoFirst) {
    Tree tree;
    EXPECT_TRUE(tree.is_empty());
    EXPECT_EQ(tree.first(), nullptr);
}

TEST(Tree, EqualKeysAreFirstInFirstOut) {
    Tree tree;
    TreeNode nodes[20];
    for (TreeNode& node : nodes) {
        tree.insert(node, 7);
    }
    for (TreeNode& node : nodes) {
        EXPECT_EQ(tree.first(), &node);
        tree.erase(node);
    }
    EXPECT_TRUE(tree.is_empty());
}

class TreeOfSize : public testing::TestWithParam<uint32_t> {};

TEST_P(TreeOfSize, AgreesWithMultimapUnderRandomOperations) {
    std::mt19937_64 random{GetParam()};
    std::vector<TreeNode> nodes(GetParam());
    std::multimap<uint64_t, TreeNode*> reference; // keeps the order of insertion among equals
    Tree tree;
    for (int step = 0; step < 4000; ++step) {
        TreeNode& node = nodes[random() % nodes.size()];
        if (node.linked) {
            auto [at, end] = reference.equal_range(node.key);
            while (at->second != &node) {
                ++at;
            }
            reference.erase(at);
            tree.erase(node);
            EXPECT_FALSE(node.linked);
        } else {
            const uint64_t key = random() % (nodes.size() / 2 + 1);
            tree.insert(node, key);
            reference.emplace(key, &node);
        }
        if (step % 16 == 0 || nodes.size() < 10) {
            verify(tree.root(), nullptr);
            ASSERT_EQ(tree.has_one(), reference.size() == 1);
            const auto order = in_order(tree);
            ASSERT_EQ(order.size(), reference.size());
            size_t index = 0;
            for (const auto& [key, expected] : reference) {
                ASSERT_EQ(order[index++], expected);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TreeOfSize, testing::Values(1, 2, 3, 5, 8, 13, 40, 200));

TEST(Tree, HeightStaysBelowTheDeclaredBoundForAscendingKeys) {
    std::vector<TreeNode> nodes(4096);
    Tree tree;
    for (uint64_t key = 0; key < nodes.size(); ++key) {
        tree.insert(nodes[key], key);
    }
    EXPECT_LE(verify(tree.root(), nullptr), static_cast<int>(limits::tree_height));
    for (TreeNode& node : nodes) {
        tree.erase(node);
    }
    EXPECT_TRUE(tree.is_empty());
}

} // namespace
} // namespace takt
