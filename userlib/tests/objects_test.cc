// SPDX-License-Identifier: MIT
// Mutexes, condition variables, semaphores, event flags.
#include <atomic>
#include <cerrno>
#include <mutex>

#include "fixture.hpp"

using takt::test::attributes;

extern "C" int takt_test_c_abi(void);

class Objects : public takt::test::Attached {};

TEST_F(Objects, CAbiWorksFromC) {
    EXPECT_EQ(takt_test_c_abi(), 0);
}

TEST_F(Objects, MutexExcludes) {
    takt::mutex mutex;
    int count = 0;
    auto work = [&] {
        for (int i = 0; i < 200; ++i) {
            std::scoped_lock lock(mutex);
            const int seen = count;
            takt_yield();
            count = seen + 1;
        }
    };
    takt::jthread one(attributes(), work), two(attributes(), work);
    one.join();
    two.join();
    EXPECT_EQ(count, 400);
}

TEST_F(Objects, MutexIsErrorChecking) {
    takt::mutex mutex;
    ASSERT_TRUE(mutex.acquire());
    EXPECT_EQ(mutex.acquire().error().number(), EDEADLK);
    mutex.unlock();
    EXPECT_EQ(takt_mutex_unlock(mutex.native_handle()), -EPERM);
    EXPECT_EQ(takt_mutex_consistent(mutex.native_handle()), -EPERM);
    for (const uint32_t nothing : {0U, 1U, mutex.native_handle() + 1, 0xffffffffU}) {
        EXPECT_EQ(takt_mutex_lock(nothing, TAKT_FOREVER, 0), -ESTALE) << nothing;
        EXPECT_EQ(takt_mutex_unlock(nothing), -ESTALE) << nothing;
    }
}

TEST_F(Objects, MutexTryAndTimeOut) {
    takt::timed_mutex mutex;
    takt::counting_semaphore locked(0), done(0);
    takt::jthread holder(attributes(), [&] {
        std::scoped_lock lock(mutex);
        locked.release();
        done.acquire();
    });
    locked.acquire();
    EXPECT_FALSE(mutex.try_lock());
    const auto before = takt::clock::now();
    EXPECT_FALSE(mutex.try_lock_for(5ms));
    EXPECT_GE(takt::clock::now() - before, 5ms);
    done.release();
    EXPECT_TRUE(mutex.try_lock_until(takt::clock::now() + 1s));
    mutex.unlock();
    holder.join();
}

TEST_F(Objects, RecursiveMutexCounts) {
    takt::recursive_mutex mutex;
    mutex.lock();
    mutex.lock();
    mutex.unlock();
    takt::jthread other(attributes(), [&] { EXPECT_FALSE(mutex.try_lock()); });
    other.join();
    mutex.unlock();
    EXPECT_TRUE(mutex.try_lock());
    mutex.unlock();
}

TEST_F(Objects, RobustMutexTellsOfItsOwnersDeath) {
    const int64_t mutex = takt_mutex_create(TAKT_ROBUST);
    ASSERT_GT(mutex, 0);
    const auto handle = static_cast<uint32_t>(mutex);
    takt::jthread owner(attributes(),
                        [&] { EXPECT_EQ(takt_mutex_lock(handle, TAKT_FOREVER, 0), 0); });
    owner.join();
    EXPECT_EQ(takt_mutex_lock(handle, TAKT_FOREVER, 0), -EOWNERDEAD);
    EXPECT_EQ(takt_mutex_consistent(handle), 0);
    EXPECT_EQ(takt_mutex_unlock(handle), 0);
    EXPECT_EQ(takt_close(handle), 0);
    EXPECT_EQ(takt_close(handle), -ESTALE);
}

TEST_F(Objects, ConditionVariableHandsOver) {
    takt::mutex mutex;
    takt::condition_variable changed;
    int stage = 0;
    takt::jthread other(attributes(), [&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stage == 1; });
        stage = 2;
        changed.notify_all();
    });
    std::unique_lock lock(mutex);
    stage = 1;
    changed.notify_one();
    EXPECT_TRUE(changed.wait_for(lock, 5s, [&] { return stage == 2; }));
    lock.unlock();
    other.join();
}

TEST_F(Objects, ConditionVariableTimesOut) {
    takt::mutex mutex;
    takt::condition_variable never;
    std::unique_lock lock(mutex);
    EXPECT_EQ(never.wait_until(lock, takt::clock::now() + 2ms), std::cv_status::timeout);
    EXPECT_EQ(never.wait_for(lock, 2ms), std::cv_status::timeout);
    EXPECT_FALSE(never.wait_until(lock, takt::clock::now() + 2ms, [] { return false; }));
    EXPECT_EQ(mutex.acquire().error().number(), EDEADLK) << "the mutex is locked again";
}

TEST_F(Objects, SemaphoreCounts) {
    takt::counting_semaphore sem(2);
    EXPECT_TRUE(sem.try_acquire());
    sem.acquire();
    EXPECT_FALSE(sem.try_acquire());
    EXPECT_FALSE(sem.try_acquire_for(2ms));
    EXPECT_FALSE(sem.try_acquire_until(takt::clock::now() + 2ms));
    sem.release();
    EXPECT_TRUE(sem.try_acquire());
    EXPECT_GT(takt::counting_semaphore::max(), 1000U);
}

TEST_F(Objects, SemaphoreLosesNothingBetweenTimeOutsAndPosts) {
    takt::counting_semaphore sem(0);
    std::atomic<int> taken{0};
    std::atomic<bool> posted{false};
    constexpr int posts = 2000;
    auto take = [&] {
        while (!posted.load() || taken.load() < posts) {
            if (sem.try_acquire_for(20us)) {
                ++taken;
            } else if (posted.load() && taken.load() >= posts) {
                break;
            }
        }
    };
    takt::jthread one(attributes(40), take), two(attributes(40), take);
    takt::jthread poster(attributes(41), [&] {
        for (int i = 0; i < posts; ++i) {
            sem.release();
            if (i % 16 == 0) {
                EXPECT_TRUE(takt::sleep_for(30us));
            }
        }
        posted = true;
    });
    poster.join();
    const auto limit = takt::clock::now() + 10s;
    while (taken.load() < posts && takt::clock::now() < limit) {
        usleep(1000);
    }
    EXPECT_EQ(taken.load(), posts);
    EXPECT_FALSE(sem.try_acquire());
}

TEST_F(Objects, RawSemaphoreHasALimit) {
    const int64_t sem = takt_sem_create(0, 1, 0);
    ASSERT_GT(sem, 0);
    const auto handle = static_cast<uint32_t>(sem);
    EXPECT_EQ(takt_sem_wait(handle, 0, 0), -EAGAIN);
    EXPECT_EQ(takt_sem_wait(handle, takt_now(0) + 1'000'000, 0), -ETIMEDOUT);
    EXPECT_EQ(takt_sem_post(handle), 0);
    EXPECT_EQ(takt_sem_post(handle), -EOVERFLOW);
    EXPECT_EQ(takt_sem_value(handle), 1);
    EXPECT_EQ(takt_close(handle), 0);
    takt_fast_sem fast{};
    EXPECT_EQ(takt_fast_sem_init(&fast, TAKT_SEM_VALUE_MAX + 1U), -EINVAL);
    ASSERT_EQ(takt_fast_sem_init(&fast, TAKT_SEM_VALUE_MAX), 0);
    EXPECT_EQ(takt_fast_sem_post(&fast), -EOVERFLOW);
    EXPECT_EQ(takt_fast_sem_wait(&fast, TAKT_FOREVER, 0), 0);
    EXPECT_EQ(takt_fast_sem_destroy(&fast), 0);
}

TEST_F(Objects, CloseEndsWaits) {
    const int64_t sem = takt_sem_create(0, 1, 0);
    ASSERT_GT(sem, 0);
    const auto handle = static_cast<uint32_t>(sem);
    std::atomic<int> result{1};
    takt::jthread waiter(attributes(), [&] { result = takt_sem_wait(handle, TAKT_FOREVER, 0); });
    usleep(20000);
    EXPECT_EQ(takt_close(handle), 0);
    waiter.join();
    EXPECT_EQ(result.load(), -EIDRM);
}

TEST_F(Objects, EventFlags) {
    takt::event_flags flags(1);
    EXPECT_EQ(*flags.read(), 1U);
    ASSERT_TRUE(flags.set(6));
    EXPECT_EQ(*flags.wait_all(6, takt::consume::yes), 7U);
    EXPECT_EQ(*flags.read(), 1U);
    EXPECT_EQ(*flags.wait_any(3), 1U);
    EXPECT_EQ(*flags.clear(1), 1U);
    EXPECT_EQ(flags.wait_any_until(1, takt::clock::now() + 1ms).error().number(), ETIMEDOUT);
    EXPECT_EQ(flags.wait_all_until(3, takt::clock::now() + 1ms).error().number(), ETIMEDOUT);
    takt::jthread other(attributes(), [&] { EXPECT_EQ(*flags.wait_all(0x18), 0x18U); });
    usleep(5000);
    EXPECT_TRUE(flags.set(0x8));
    EXPECT_TRUE(flags.set(0x10));
    other.join();
}
