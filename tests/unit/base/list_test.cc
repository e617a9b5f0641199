// SPDX-License-Identifier: GPL-2.0-only
// Tests the intrusive list.
#include "base/list.hpp"

#include <gtest/gtest.h>

namespace takt {
namespace {

struct Item : ListNode {};

class ListTest : public testing::Test {
protected:
    ListTest() { list.init(); }
    List<Item> list;
    Item a, b, c;
};

TEST_F(ListTest, StartsEmpty) {
    EXPECT_TRUE(list.is_empty());
    EXPECT_EQ(list.front(), nullptr);
    EXPECT_FALSE(list.has_one());
}

TEST_F(ListTest, KeepsOrder) {
    list.push_back(b);
    list.push_back(c);
    list.push_front(a);
    EXPECT_EQ(list.front(), &a);
    EXPECT_EQ(list.after(a), &b);
    EXPECT_EQ(list.after(b), &c);
    EXPECT_EQ(list.after(c), nullptr);
}

TEST_F(ListTest, RemovesAnywhere) {
    list.push_back(a);
    EXPECT_TRUE(list.has_one());
    list.push_back(b);
    list.push_back(c);
    List<Item>::remove(b);
    EXPECT_FALSE(b.is_linked());
    EXPECT_EQ(list.after(a), &c);
    List<Item>::remove(a);
    List<Item>::remove(c);
    EXPECT_TRUE(list.is_empty());
}

} // namespace
} // namespace takt
