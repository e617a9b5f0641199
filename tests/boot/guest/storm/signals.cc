// SPDX-License-Identifier: GPL-2.0-only
// signals: timer signals at random points of held registers, queued signals that must arrive
// complete and in order, and sleeps that signals interrupt.
#include "hold.hpp"
#include "worker.hpp"

#include <array>
#include <csignal>
#include <ctime>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

// Handlers have no argument of their own for these.
Worker* self;
Random handler_random{0};
std::array<std::byte, 65536> handler_stack;
timer_t timer;
volatile sig_atomic_t delivered;
/// So many signals of one timer are enough. Where a signal takes as long as the timer's interval
/// (the debug kernel in slow time), what it interrupts would otherwise never go on.
volatile sig_atomic_t enough;
constexpr sig_atomic_t most_at_a_time = 100;

std::uint32_t mxcsr() {
    std::uint32_t value;
    asm volatile("stmxcsr %0" : "=m"(value));
    return value;
}

/// The handler starts with a clean state, ruins all registers, and must not harm what it
/// interrupted.
void on_timer(int, siginfo_t* info, void*) {
    const int saved = errno;
    self->check(mxcsr() == default_mxcsr, "a signal handler began with MXCSR {:#x}", mxcsr());
    self->check(info->si_code == SI_TIMER, "a timer signal has si_code {}", info->si_code);
    const auto here = reinterpret_cast<std::byte*>(__builtin_frame_address(0));
    self->check(here >= handler_stack.data() && here < handler_stack.data() + handler_stack.size(),
                "a signal handler runs on the wrong stack");
    // Yielding in every handler would leave no time for what it interrupts.
    const Held held =
        hold_vectors(VectorState::random(handler_random), handler_random.between(1, 300),
                     {handler_random.chance(3) ? SYS_sched_yield : SYS_getppid});
    self->check(held.difference.empty(), "inside of a signal handler: {}", held.difference);
    delivered = delivered + 1;
    if (delivered >= enough) {
        const itimerspec never{};
        timer_settime(timer, 0, &never, nullptr);
    }
    errno = saved;
}

itimerspec every(std::uint64_t first_ns, std::uint64_t interval_ns) {
    const auto split = [](std::uint64_t ns) {
        return timespec{static_cast<time_t>(ns / ns_per_s), static_cast<long>(ns % ns_per_s)};
    };
    return {split(interval_ns), split(first_ns)};
}

void make_timer(Worker& worker) {
    stack_t stack{handler_stack.data(), 0, handler_stack.size()};
    worker.call(sigaltstack(&stack, nullptr), "sigaltstack");
    struct sigaction action {};
    action.sa_sigaction = on_timer;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    worker.call(sigaction(SIGRTMIN, &action, nullptr), "sigaction");
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGRTMIN;
    worker.call(timer_create(CLOCK_MONOTONIC, &event, &timer), "timer_create");
}

void hold(Worker& worker) {
    const std::uint64_t spin = worker.random.between(1, 50'000);
    if (worker.random.chance(50)) {
        const Held held = hold_vectors(VectorState::random(worker.random), spin, {SYS_getppid});
        worker.check(held.difference.empty(), "over a signal: {}", held.difference);
    } else {
        GeneralState state = GeneralState::random(worker.random);
        state.flags &= ~alignment_check_flag;
        const std::string difference = hold_general(state, spin);
        worker.check(difference.empty(), "over a signal: {}", difference);
    }
}

std::uint64_t now_ns(Worker& worker) {
    timespec time;
    worker.call(clock_gettime(CLOCK_MONOTONIC, &time), "clock_gettime");
    return static_cast<std::uint64_t>(time.tv_sec) * ns_per_s +
           static_cast<std::uint64_t>(time.tv_nsec);
}

/// However often it is interrupted, the sleep lasts as long as was asked for.
void interrupted_sleep(Worker& worker) {
    const std::uint64_t length = worker.random.between(1, 3'000'000);
    const std::uint64_t begin = now_ns(worker);
    timespec left{0, static_cast<long>(length)};
    int result;
    while ((result = clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left)) == EINTR)
        worker.check(static_cast<std::uint64_t>(left.tv_nsec) <= length + 1 && left.tv_sec == 0,
                     "a sleep of {} ns has {}.{:09} s left", length, left.tv_sec, left.tv_nsec);
    worker.check(result == 0, "clock_nanosleep: {}", strerrordesc_np(result));
    // The rest that is reported may be rounded once for every interruption.
    const std::uint64_t slept = now_ns(worker) - begin;
    worker.check(slept + 1000 >= length, "slept {} ns instead of {}", slept, length);
}

/// Queued real-time signals arrive all, in order, with their values.
void queued(Worker& worker) {
    const int number = SIGRTMIN + 1;
    const int base = static_cast<int>(worker.random.below(1'000'000));
    const int count = static_cast<int>(worker.random.between(1, 40));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    worker.call(sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
    for (int i = 0; i < count; i++) {
        sigval value{};
        value.sival_int = base + i;
        worker.call(sigqueue(getpid(), number, value), "sigqueue");
    }
    for (int i = 0; i < count; i++) {
        siginfo_t info;
        int received;
        do {
            received = sigwaitinfo(&set, &info);
        } while (received < 0 && errno == EINTR);
        worker.call(received, "sigwaitinfo");
        worker.check(info.si_value.sival_int == base + i && info.si_code == SI_QUEUE,
                     "queued signal {} of {} has value {} instead of {}", i, count,
                     info.si_value.sival_int, base + i);
    }
    const timespec none{};
    siginfo_t info;
    worker.check(sigtimedwait(&set, &info, &none) < 0, "there is one queued signal too many");
}

} // namespace

void signals(Worker& worker) {
    self = &worker;
    handler_random = Random{worker.random.next()};
    // The time that is left of a sleep includes the slack, 50 us by default.
    worker.call(prctl(PR_SET_TIMERSLACK, 1), "PR_SET_TIMERSLACK");
    make_timer(worker);
    while (worker.running()) {
        const sig_atomic_t before = delivered;
        enough = before + most_at_a_time;
        const auto spec =
            every(worker.random.between(1, 2'000'000), worker.random.between(100'000, 3'000'000));
        worker.call(timer_settime(timer, 0, &spec, nullptr), "timer_settime");
        do {
            hold(worker);
            if (worker.random.chance(10))
                interrupted_sleep(worker);
            if (worker.random.chance(10))
                queued(worker);
        } while (delivered - before < 3 && worker.running());
        worker.done();
    }
    timer_delete(timer);
}

} // namespace storm
