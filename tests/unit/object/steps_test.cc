// SPDX-License-Identifier: GPL-2.0-only
// Tests work that is done in steps: each is bounded, all are done, and rounds do not mix.
#include "object/steps.hpp"

#include "fake/world.hpp"

namespace takt::test {
namespace {

class StepsTest : public World {
protected:
    /// As many threads of CPU 1, each of which waits in @p call.
    std::vector<Actor*> make_waiters(uint32_t count, const takt_call& call) {
        std::vector<Actor*> waiters;
        for (uint32_t index = 0; index < count; ++index) {
            waiters.push_back(&make_thread(30, 1, false));
            EXPECT_TRUE(harden(*waiters.back(), call));
            EXPECT_EQ(waiters.back()->stage(), Stage::blocked);
        }
        return waiters;
    }
    static long blocked_of(const std::vector<Actor*>& waiters) {
        return std::count_if(waiters.begin(), waiters.end(),
                             [](Actor* actor) { return actor->stage() == Stage::blocked; });
    }
    /// One step of @p work, in Linux on CPU 0. Returns whether it was the last.
    bool step(Unfinished& work) {
        platform().cpu = 0;
        HardOffScope scope;
        Pass pass{kernel(), Pass::Ends::in_linux};
        return take_step(pass, work);
    }
    static Handle name_of(uint64_t handle) { return Handle{static_cast<uint32_t>(handle)}; }

    Actor& a = make_thread(10, 0);
};

TEST_F(StepsTest, NothingIsDoneAtOnce) {
    Unfinished work;
    EXPECT_TRUE(step(work));
    EXPECT_EQ(work.what, Unfinished::What::nothing);
}

TEST_F(StepsTest, SettingFlagsWakesFourAStep) {
    const uint64_t group = create(a, TAKT_CALL_FLAGS_CREATE, {1});
    EXPECT_EQ(call(a, TAKT_CALL_FLAGS_CLEAR, {group, 1}), returned(1));
    const auto waiters = make_waiters(
        9, {TAKT_CALL_FLAGS_WAIT, {group, 1, TAKT_FLAGS_ANY, TAKT_FOREVER, TAKT_CLOCK_MONOTONIC}});
    EventFlags& flags = *kernel().flags.find(name_of(group));
    flags.bits = 1;
    Unfinished work{
        .what = Unfinished::What::flags, .turn_pending = true, .object = name_of(group)};
    EXPECT_FALSE(step(work));
    EXPECT_EQ(blocked_of(waiters), 9 - limits::waiters_per_step);
    EXPECT_FALSE(step(work));
    EXPECT_EQ(blocked_of(waiters), 9 - 2 * limits::waiters_per_step);
    EXPECT_TRUE(step(work));
    EXPECT_EQ(blocked_of(waiters), 0);
    EXPECT_EQ(work.what, Unfinished::What::nothing) << "cleared with the last step";
    EXPECT_TRUE(step(work));
    settle();
}

TEST_F(StepsTest, WhoComesAfterABroadcastIsNotReleasedByIt) {
    const uint64_t mutex = create(a, TAKT_CALL_MUTEX_CREATE);
    const uint64_t cond = create(a, TAKT_CALL_COND_CREATE);
    std::vector<Actor*> waiters;
    const auto wait_one = [&] {
        Actor& waiter = make_thread(30, 1);
        EXPECT_EQ(call(waiter, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}), returned(0));
        EXPECT_EQ(call(waiter, TAKT_CALL_COND_WAIT, {cond, mutex, TAKT_FOREVER}), blocked);
        waiters.push_back(&waiter);
    };
    for (uint32_t count = 0; count < 6; ++count) {
        wait_one();
    }
    Unfinished work{
        .what = Unfinished::What::broadcast, .turn_pending = true, .object = name_of(cond)};
    EXPECT_FALSE(step(work));
    settle();
    // The first of them has the mutex and runs; a late one waits for the condition anew.
    Actor* owner = running(1);
    ASSERT_NE(owner, nullptr);
    ASSERT_EQ(call(*owner, TAKT_CALL_COND_WAIT, {cond, mutex, TAKT_FOREVER}), blocked);
    EXPECT_TRUE(step(work));
    settle();
    Cond& object = *kernel().conds.find(name_of(cond));
    EXPECT_EQ(object.waiting().top(), &owner->tcb());
    EXPECT_TRUE(object.leaving().is_empty());
}

TEST_F(StepsTest, TheRoundBeforeOursEndsFirst) {
    const uint64_t group = create(a, TAKT_CALL_FLAGS_CREATE, {1});
    EXPECT_EQ(call(a, TAKT_CALL_FLAGS_CLEAR, {group, 1}), returned(1));
    const takt_call wait{TAKT_CALL_FLAGS_WAIT, {group, 1, TAKT_FLAGS_ANY, TAKT_FOREVER, 0}};
    const auto early = make_waiters(6, wait);
    EventFlags& flags = *kernel().flags.find(name_of(group));
    flags.bits = 1;
    Unfinished first{
        .what = Unfinished::What::flags, .turn_pending = true, .object = name_of(group)};
    EXPECT_FALSE(step(first));
    flags.bits = 0;
    const auto late = make_waiters(1, wait);
    flags.bits = 1;
    Unfinished second = {
        .what = Unfinished::What::flags, .turn_pending = true, .object = name_of(group)};
    EXPECT_TRUE(step(second)) << "two left over by the first, then one of its own: three";
    EXPECT_EQ(blocked_of(early), 0);
    EXPECT_EQ(blocked_of(late), 0);
    EXPECT_TRUE(step(first)) << "somebody else did its work";
    settle();
}

TEST_F(StepsTest, ClosingSendsFourAwayAStepAndThenTheNameIsGone) {
    const uint64_t semaphore = create(a, TAKT_CALL_SEM_CREATE, {0, 1});
    const auto waiters = make_waiters(5, {TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER}});
    Semaphore& object = *kernel().semaphores.find(name_of(semaphore));
    object.closing = true;
    Unfinished work{.what = Unfinished::What::close, .object = name_of(semaphore)};
    EXPECT_FALSE(step(work));
    EXPECT_EQ(blocked_of(waiters), 1);
    EXPECT_EQ(object.handle(), name_of(semaphore)) << "until nobody waits any more";
    EXPECT_TRUE(step(work));
    EXPECT_EQ(blocked_of(waiters), 0);
    EXPECT_EQ(kernel().semaphores.find(name_of(semaphore)), nullptr);
    for (const Actor* waiter : waiters) {
        EXPECT_EQ(waiter->context.result, -EIDRM);
    }
    settle();
}

TEST_F(StepsTest, WorkOnAnObjectThatIsGoneIsDone) {
    for (const auto what : {Unfinished::What::broadcast, Unfinished::What::flags,
                            Unfinished::What::close, Unfinished::What::flush}) {
        for (const Kind kind : {Kind::mutex, Kind::cond, Kind::semaphore, Kind::flags, Kind::queue,
                                Kind::timer, Kind::thread, Kind::none}) {
            Unfinished work{.what = what, .object = Handle{kind, 77, 0}};
            EXPECT_TRUE(step(work));
            EXPECT_EQ(work.what, Unfinished::What::nothing);
        }
    }
}

} // namespace
} // namespace takt::test
