// SPDX-License-Identifier: GPL-2.0-only
// Tests pools: full is an error, names are not reused soon.
#include "object/pool.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "object/semaphore.hpp"

namespace takt {
namespace {

using SmallPool = Pool<Semaphore, Kind::semaphore, 3>;

class PoolTest : public testing::Test {
protected:
    PoolTest() { pool.init(); }
    SmallPool pool;
};

TEST_F(PoolTest, FullIsAnError) {
    std::set<Semaphore*> slots;
    for (uint32_t count = 0; count < SmallPool::capacity; ++count) {
        slots.insert(pool.allocate());
    }
    EXPECT_EQ(slots.size(), 3U);
    EXPECT_EQ(slots.count(nullptr), 0U);
    EXPECT_EQ(pool.allocate(), nullptr);
    pool.release(**slots.begin());
    EXPECT_NE(pool.allocate(), nullptr);
}

TEST_F(PoolTest, NamesAreFoundUntilTheyEnd) {
    Semaphore& slot = *pool.allocate();
    EXPECT_EQ(slot.handle(), Handle{});
    pool.publish(slot);
    const Handle name = slot.handle();
    EXPECT_EQ(pool.find(name), &slot);
    pool.unpublish(slot);
    EXPECT_EQ(pool.find(name), nullptr);
    pool.release(slot);
    Semaphore& again = *pool.allocate();
    pool.publish(again);
    EXPECT_EQ(&again, &slot);
    EXPECT_NE(again.handle(), name);
    EXPECT_EQ(pool.find(name), nullptr) << "an old name of a reused slot";
}

TEST_F(PoolTest, OtherKindsAndWildIndexesAreNotFound) {
    EXPECT_EQ(pool.find(Handle{Kind::mutex, 0, 0}), nullptr);
    EXPECT_EQ(pool.find(Handle{Kind::semaphore, 0, 3}), nullptr);
    EXPECT_EQ(pool.find(Handle{}), nullptr);
    EXPECT_EQ(pool.find(Handle{0xffffffff}), nullptr);
}

} // namespace
} // namespace takt
