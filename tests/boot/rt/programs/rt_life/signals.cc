// SPDX-License-Identifier: GPL-2.0-only
// Signals to RT threads: what they end, and what they do not.
#include "tests.hpp"

#include <sys/time.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <thread>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::address;
using rt::ms;
using rt::shared;
using rt::takt;

std::atomic<int> caught{0};

void catch_signal(int signal, int flags) {
    struct sigaction action {};
    action.sa_handler = [](int) { ++caught; };
    action.sa_flags = flags;
    EXPECT(sigaction(signal, &action, nullptr) == 0);
}

/// A relative sleep as a raw call, which has no errno.
int64_t sleep_for(uint64_t ns, timespec* rest) {
    const timespec time{static_cast<time_t>(ns / 1000000000), static_cast<long>(ns % 1000000000)};
    return rt::call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, address(&time), address(rest));
}

/// A thread that signals @p target after a while, from Linux mode.
std::thread signal_later(pid_t target, int signal) {
    return std::thread([=] {
        usleep(5000);
        EXPECT(syscall(SYS_tgkill, getpid(), target, signal) == 0);
    });
}

void a_signal_ends_a_sleep() {
    start();
    for (const int flags : {0, SA_RESTART}) {
        catch_signal(SIGUSR1, flags);
        caught = 0;
        // Absolute and relative: EINTR in both, as Linux rules it for clock_nanosleep.
        std::thread sender = signal_later(gettid(), SIGUSR1);
        uint64_t end = rt::now() + 200 * ms;
        EXPECT(rt::sleep_until(end) == -EINTR);
        EXPECT(caught == 1 && rt::now() < end);
        sender.join();
        sender = signal_later(gettid(), SIGUSR1);
        timespec rest{};
        end = rt::now() + 200 * ms;
        EXPECT(sleep_for(200 * ms, &rest) == -EINTR);
        EXPECT(caught == 2);
        const int64_t left = static_cast<int64_t>(rest.tv_sec) * 1000000000 + rest.tv_nsec;
        const auto right = static_cast<int64_t>(end - rt::now());
        EXPECT(left > 0 && left < static_cast<int64_t>(200 * ms));
        EXPECT(left - right < static_cast<int64_t>(20 * ms) &&
               right - left < static_cast<int64_t>(20 * ms));
        sender.join();
    }
    EXPECT(rt::bounces(TAKT_REASON_SIGNAL) == 4);
    rt::sleep_until(rt::now() + ms);
    EXPECT(rt::in_rt());
}

/// An ignored signal, or a stop, does not end it: the sleep lasts its whole time.
void a_stop_does_not_end_a_sleep() {
    const pid_t child = rt::start_child([] {
        start();
        for (const bool absolute : {true, false}) {
            const uint64_t begin = rt::now();
            timespec rest{};
            const int64_t result =
                absolute ? rt::sleep_until(begin + 60 * ms) : sleep_for(60 * ms, &rest);
            EXPECT(result == 0 && rt::now() - begin >= 60 * ms);
            ++shared().step;
        }
    });
    for (int i = 0; i < 2; ++i) {
        usleep(15000);
        EXPECT(kill(child, SIGSTOP) == 0);
        int status;
        EXPECT(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
        usleep(5000);
        EXPECT(kill(child, SIGCONT) == 0);
        EXPECT(rt::eventually([&] { return shared().step == i + 1; }));
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

void a_call_of_ours_restarts() {
    start();
    catch_signal(SIGUSR1, SA_RESTART);
    const auto semaphore = static_cast<uint64_t>(takt(TAKT_CALL_SEM_CREATE, 0, 10, 0));
    std::thread sender = signal_later(gettid(), SIGUSR1);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, rt::now() + 30 * ms) == -ETIMEDOUT);
    EXPECT(caught == 1 && rt::bounces(TAKT_REASON_SIGNAL) == 1);
    sender.join();
    catch_signal(SIGUSR1, 0);
    sender = signal_later(gettid(), SIGUSR1);
    EXPECT(takt(TAKT_CALL_SEM_WAIT, semaphore, TAKT_FOREVER) == -EINTR);
    EXPECT(caught == 2);
    sender.join();
}

void a_signal_reaches_who_spins() {
    start(50, 0);
    catch_signal(SIGALRM, 0);
    // Linux's own timer: its interrupt waits while RT code runs, so a pause lets it in.
    itimerval timer{{0, 0}, {0, 5000}};
    EXPECT(setitimer(ITIMER_REAL, &timer, nullptr) == 0);
    EXPECT(takt(TAKT_CALL_GO_RT) == 0);
    const uint64_t end = rt::now() + 2000 * ms;
    while (caught == 0 && rt::now() < end) {
        const uint64_t pause = rt::now() + 100000;
        while (rt::now() < pause) {
        }
        if (caught == 0) {
            rt::sleep_until(rt::now() + 50000);
        }
    }
    EXPECT(caught == 1);
}

} // namespace

std::vector<rt::Test> signal_tests() {
    return {{"a_signal_ends_a_sleep", a_signal_ends_a_sleep},
            {"a_stop_does_not_end_a_sleep", a_stop_does_not_end_a_sleep},
            {"a_call_of_ours_restarts", a_call_of_ours_restarts},
            {"a_signal_reaches_who_spins", a_signal_reaches_who_spins}};
}
