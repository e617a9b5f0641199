// SPDX-License-Identifier: GPL-2.0-only
// Tests the life of an object: from which step on a name is good, and for whom.
#include "object/object.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "object/pool.hpp"
#include "object/semaphore.hpp"
#include "thread/process.hpp"

namespace takt {
namespace {

class ObjectTest : public testing::Test {
protected:
    using Semaphores = Pool<Semaphore, Kind::semaphore, 4>;
    ObjectTest() { pool->init(); }
    std::unique_ptr<Semaphores> pool = std::make_unique<Semaphores>();
};

TEST_F(ObjectTest, WithoutANameItIsNotLive) {
    Semaphore& object = *pool->allocate();
    EXPECT_EQ(object.handle(), Handle{});
    pool->publish(object);
    const Handle name = object.handle();
    EXPECT_NE(name, Handle{});
    EXPECT_TRUE(object.is_live(name));
    pool->unpublish(object);
    EXPECT_FALSE(object.is_live(name));
}

TEST_F(ObjectTest, AClosingOneKeepsItsNameAndIsNotLive) {
    Semaphore& object = *pool->allocate();
    pool->publish(object);
    const Handle name = object.handle();
    object.closing = true;
    EXPECT_FALSE(object.is_live(name));
    EXPECT_EQ(object.handle(), name) << "its waiters must still be found";
    EXPECT_EQ(pool->find(name), &object);
}

TEST_F(ObjectTest, TheNextInTheSlotDoesNotAnswerToTheOldName) {
    Semaphore& object = *pool->allocate();
    pool->publish(object);
    const Handle old = object.handle();
    object.closing = true;
    pool->unpublish(object);
    pool->release(object);
    Semaphore& next = *pool->allocate();
    ASSERT_EQ(&next, &object);
    pool->publish(next);
    EXPECT_FALSE(next.is_live(old));
    EXPECT_TRUE(next.is_live(next.handle())) << "publishing ends the closing of its predecessor";
}

TEST_F(ObjectTest, StrangersMayUseOnlyWhatIsShared) {
    Process owner;
    Process stranger;
    Semaphore& object = *pool->allocate();
    object.process = &owner;
    EXPECT_TRUE(object.may_use(owner));
    EXPECT_FALSE(object.may_use(stranger));
    object.shared = true;
    EXPECT_TRUE(object.may_use(owner));
    EXPECT_TRUE(object.may_use(stranger));
}

} // namespace
} // namespace takt
