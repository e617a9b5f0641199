// SPDX-License-Identifier: MIT
// Threads, time, stages, and errors in words.
#include <atomic>
#include <cerrno>
#include <cstring>

#include "fixture.hpp"

using takt::test::attributes;

class Threads : public takt::test::Attached {};

TEST_F(Threads, StartsWithItsAttributes) {
    auto wanted = attributes(33);
    wanted.name = "a name that is too long";
    wanted.cpu = 0;
    takt::jthread thread(wanted, [&] {
        char name[16];
        pthread_getname_np(pthread_self(), name, sizeof(name));
        EXPECT_STREQ(name, "a name that is ");
        sched_param param{};
        int policy;
        pthread_getschedparam(pthread_self(), &policy, &param);
        EXPECT_EQ(param.sched_priority, wanted.priority);
        EXPECT_EQ(sched_getcpu(), 0);
        EXPECT_GT(takt_thread_self(), 0);
    });
    EXPECT_TRUE(thread.joinable());
    EXPECT_NE(thread.native_handle(), pthread_t{});
    thread.join();
    EXPECT_FALSE(thread.joinable());
    EXPECT_THROW(thread.join(), std::system_error);
}

TEST_F(Threads, StopsOnRequest) {
    std::atomic<int> rounds{0};
    {
        takt::jthread thread(attributes(), [&](std::stop_token stop) {
            while (!stop.stop_requested()) {
                ++rounds;
                EXPECT_TRUE(takt::sleep_for(1ms));
            }
        });
        takt::jthread moved(std::move(thread));
        takt::jthread other;
        other = std::move(moved);
        usleep(10000);
        EXPECT_FALSE(other.get_stop_token().stop_requested());
        EXPECT_TRUE(other.request_stop());
    }
    EXPECT_GT(rounds.load(), 1);
}

TEST_F(Threads, RefusesWithTheRangeInTheMessage) {
    auto wanted = attributes();
    wanted.policy = takt::policy::fifo;
    wanted.priority = 100;
    try {
        takt::jthread thread(wanted, [] {});
        FAIL() << "priority 100 was taken";
    } catch (const std::system_error& error) {
        EXPECT_NE(strstr(error.what(), "1 to 99"), nullptr) << error.what();
    }
    wanted = attributes();
    wanted.cpu = 1000;
    EXPECT_THROW(takt::jthread(wanted, [] {}), std::system_error);
    wanted.cpu = -1;
    wanted.stack_bytes = 1;
    EXPECT_THROW(takt::jthread(wanted, [] {}), std::system_error);
    EXPECT_THROW(takt::attach_this_thread(), std::system_error) << "attached already";
    EXPECT_NE(strstr(takt_explain(), "already"), nullptr);
}

TEST_F(Threads, SleepsUntilItsTime) {
    const auto until = takt::clock::now() + 3ms;
    EXPECT_TRUE(takt::sleep_until(until));
    EXPECT_GE(takt::clock::now(), until);
    const uint64_t real = takt_now(TAKT_CLOCK_REALTIME) + 2'000'000;
    EXPECT_EQ(takt_sleep_until(real, TAKT_CLOCK_REALTIME), 0);
    EXPECT_GE(takt_now(TAKT_CLOCK_REALTIME), real);
}

TEST_F(Threads, PeriodicCountsMissedReleases) {
    takt::jthread thread(attributes(), [] {
        const auto start = takt::clock::now() + 2ms;
        takt::periodic beat(start, 2ms);
        ASSERT_TRUE(beat.wait_next());
        EXPECT_GE(takt::clock::now(), start);
        EXPECT_TRUE(takt::sleep_for(11ms));
        const auto missed = beat.wait_next();
        ASSERT_TRUE(missed);
        EXPECT_GE(*missed, 4U);
        EXPECT_THROW(takt::periodic(takt::clock::duration(0)), std::system_error);
    });
    thread.join();
}

TEST_F(Threads, TimerExpiresAndIsCancelled) {
    takt::timer timer;
    ASSERT_TRUE(timer.set(takt::clock::now() + 2ms, 2ms));
    // Stock Linux may well be late by a period or two.
    const uint64_t first = *timer.wait();
    EXPECT_TRUE(takt_is_emulation() != 0 ? first >= 1 : first == 1) << first;
    EXPECT_TRUE(takt::sleep_for(9ms));
    EXPECT_GE(*timer.wait(), 4U);
    EXPECT_TRUE(timer.cancel());
    EXPECT_FALSE(timer.cancel());
    EXPECT_EQ(timer.wait_until(takt::clock::now() + 2ms).error().number(), ETIMEDOUT);
}

TEST_F(Threads, StageFollowsRequests) {
    takt::jthread thread(attributes(), [] {
        ASSERT_TRUE(takt::enter_rt());
        EXPECT_TRUE(takt::in_rt());
        takt::assert_rt();
        {
            takt::linux_scope scope;
            EXPECT_FALSE(takt::in_rt());
            EXPECT_EQ(takt::why_switched().reason, TAKT_REASON_REQUEST);
            EXPECT_STREQ(takt::why_switched().text(), "asked for");
            EXPECT_EQ(takt::why_switched().call(), nullptr);
        }
        EXPECT_TRUE(takt::in_rt());
        EXPECT_EQ(takt_go_linux(), 0);
        EXPECT_EQ(takt_go_rt(), 0);
        const volatile takt_status* status = takt_thread_status();
        ASSERT_NE(status, nullptr);
        EXPECT_GE(status->hardens, 1U);
        EXPECT_EQ(takt_thread_set_mode(TAKT_ATTACH_AUTO, TAKT_ON_BOUNCE_COUNT), 0);
        EXPECT_EQ(takt_thread_set_mode(0x1000, TAKT_ON_BOUNCE_COUNT), -EINVAL);
    });
    thread.join();
}

TEST_F(Threads, WakeUpsAreTimedOnRequest) {
    takt::thread_attributes wanted = attributes();
    wanted.flags |= TAKT_ATTACH_TIMED;
    takt::jthread thread(wanted, [] {
        const volatile takt_wakeup* record = takt_thread_wakeup();
        if (takt_is_emulation()) {
            EXPECT_EQ(record, nullptr);
            return;
        }
        ASSERT_NE(record, nullptr);
        ASSERT_EQ(takt_go_rt(), 0);
        uint64_t due = takt_now(TAKT_CLOCK_MONOTONIC) + 1'000'000;
        for (uint64_t cycle = 1; cycle <= 3; ++cycle, due += 1'000'000) {
            const uint64_t before = record->count;
            ASSERT_EQ(takt_sleep_until(due, TAKT_CLOCK_MONOTONIC), 0);
            EXPECT_EQ(record->count, before + 1);
            EXPECT_GE(record->handler_ns, due);
            EXPECT_GE(record->due_ns, record->handler_ns);
            EXPECT_GE(record->chosen_ns, record->due_ns);
            EXPECT_GE(record->loaded_ns, record->chosen_ns);
            EXPECT_GE(takt_now(TAKT_CLOCK_MONOTONIC), record->loaded_ns);
        }
        // Without the flag nothing is recorded any more.
        const uint64_t count = record->count;
        ASSERT_EQ(takt_thread_set_mode(TAKT_ATTACH_AUTO, TAKT_ON_BOUNCE_COUNT), 0);
        EXPECT_EQ(takt_thread_wakeup(), nullptr);
        ASSERT_EQ(takt_sleep_until(due, TAKT_CLOCK_MONOTONIC), 0);
        EXPECT_EQ(record->count, count);
    });
    thread.join();
    EXPECT_EQ(takt_thread_wakeup(), nullptr) << "this thread is not timed";
}

TEST(Words, EveryReasonAndRefusalHasItsOwn) {
    for (uint32_t reason = 0; reason < TAKT_REASON_COUNT; ++reason) {
        EXPECT_STRNE(takt_reason_text(reason), "unknown reason");
        for (uint32_t other = 0; other < reason; ++other) {
            EXPECT_STRNE(takt_reason_text(reason), takt_reason_text(other));
        }
    }
    EXPECT_STREQ(takt_reason_text(TAKT_REASON_COUNT), "unknown reason");
    EXPECT_STREQ(takt_refusal_text(TAKT_REFUSED_CPU + 1), "unknown refusal");
    EXPECT_NE(strstr(takt_refusal_text(TAKT_REFUSED_MEMORY), "RLIMIT_MEMLOCK"), nullptr);
    EXPECT_STREQ(takt_call_name(1), "write");
    EXPECT_STREQ(takt_call_name(99999), "?");
    EXPECT_NE(strstr(takt_error_text(-EIDRM), "closed"), nullptr);
    EXPECT_NE(strstr(takt_error_text(-ETIMEDOUT), "timed out"), nullptr);
    EXPECT_STREQ(takt::error(-ESTALE).message(), takt_error_text(-ESTALE));
    EXPECT_STREQ(takt_version(), "0.2");
}

TEST(Words, UnattachedThreadsAreToldSo) {
    EXPECT_EQ(takt_thread_status(), nullptr);
    EXPECT_EQ(takt_thread_self(), -ESRCH);
    EXPECT_EQ(takt_go_rt(), -ESRCH);
    EXPECT_EQ(takt_go_linux(), -ESRCH);
    EXPECT_EQ(takt_thread_detach(), -ESRCH);
    EXPECT_EQ(takt_thread_set_mode(0, TAKT_ON_BOUNCE_COUNT), -ESRCH);
    EXPECT_FALSE(takt::in_rt());
    EXPECT_EQ(takt::bounces(), 0U);
    EXPECT_EQ(takt::why_switched().reason, TAKT_REASON_NONE);
    EXPECT_EQ(takt_mutex_create(0), -ENOSYS);
    EXPECT_DEATH(takt::assert_rt(), "not in RT mode");
}

TEST(Words, ResultsCarryValueOrError) {
    const takt::result<int> good(3);
    const takt::result<int> bad(takt::error(-EINTR));
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(*good, 3);
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.value_or(7), 7);
    EXPECT_EQ(bad.error(), takt::error(-EINTR));
    EXPECT_EQ(bad.error().number(), EINTR);
}

TEST(Words, EmulationIsToldApart) {
    ASSERT_EQ(takt_process_start(), 0) << takt_explain();
    const char* value = getenv("TAKT_EMULATION");
    EXPECT_EQ(takt_is_emulation() != 0, value != nullptr && strcmp(value, "1") == 0);
}
