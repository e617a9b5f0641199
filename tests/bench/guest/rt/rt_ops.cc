// SPDX-License-Identifier: MIT
// Owns the guest program that measures what takt_primitives does not: changing the mode of a
// thread, and two processes that answer each other.
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <takt/takt.hpp>

#include "../ops/check.hpp"
#include "../ops/samples.hpp"

namespace {

using namespace takt::bench;

constexpr std::size_t warmup = 100;
constexpr std::size_t wanted = 1000;
constexpr std::size_t rounds = warmup + wanted;

/// libtakt returns errors as negative numbers; no figure rests on a failed call.
std::int64_t demand(std::int64_t result, const char* what) {
    if (result < 0)
        fail(what, static_cast<int>(-result));
    return result;
}

void print(const char* name, const Samples& samples) {
    const Summary s = samples.summary();
    fmt::print(
        "TAKT-BENCH {{\"name\":\"{}\",\"n\":{},\"min\":{},\"avg\":{:.3f},\"p50\":{},\"p99\":{},"
        "\"p999\":{},\"max\":{}}}\n",
        name, s.n, s.min, s.avg, s.p50, s.p99, s.p999, s.max);
}

/// Runs @p body in an RT thread of this process, in RT mode, to its end.
template<typename Body>
void in_rt_thread(Body body) {
    const takt::jthread thread({.priority = 50, .cpu = 0, .name = "rt_ops"}, [&body] {
        demand(takt_go_rt(), "takt_go_rt");
        body();
    });
}

/// Out of RT mode and back.
void measure_mode_switch() {
    Samples samples(wanted, warmup);
    in_rt_thread([&samples] {
        while (!samples.complete()) {
            const Ticks begin = now();
            const int left = takt_go_linux();
            const int entered = takt_go_rt();
            samples.add(now() - begin);
            demand(left, "takt_go_linux");
            demand(entered, "takt_go_rt");
        }
    });
    print("rt.mode_switch", samples);
}

struct Pair {
    std::uint32_t ping;
    std::uint32_t pong;
};

void answer(Pair semaphores) {
    for (std::size_t round = 0; round < rounds; ++round) {
        demand(takt_sem_wait(semaphores.ping, TAKT_FOREVER, TAKT_CLOCK_MONOTONIC), "wait for ping");
        demand(takt_sem_post(semaphores.pong), "post pong");
    }
}

void call(Pair semaphores, Samples& samples) {
    // The other process waits by then.
    demand(takt_sleep_until(takt_now(TAKT_CLOCK_MONOTONIC) + 50'000'000, TAKT_CLOCK_MONOTONIC),
           "sleep");
    const std::uint64_t before = takt::bounces();
    while (!samples.complete()) {
        const Ticks begin = now();
        const int posted = takt_sem_post(semaphores.ping);
        const int waited = takt_sem_wait(semaphores.pong, TAKT_FOREVER, TAKT_CLOCK_MONOTONIC);
        samples.add(now() - begin);
        demand(posted, "post ping");
        demand(waited, "wait for pong");
    }
    if (takt::bounces() != before || takt_in_rt() == 0)
        demand(-EPERM, "left RT mode while measuring");
}

/// A call and its reply: this process posts, the other one wakes up and posts, this one wakes up.
/// Both have the same priority, so each switch is one that a wait makes.
void measure_pingpong_processes() {
    std::array<int, 2> handles{};
    check(pipe(handles.data()), "pipe");
    // Before anything of libtakt runs: the child starts with a library of its own.
    const pid_t child = check(fork(), "fork");
    if (child == 0) {
        Pair semaphores{};
        if (read(handles[0], &semaphores, sizeof semaphores) != sizeof semaphores)
            fail("read the handles", EPIPE);
        takt::attach_this_thread();
        in_rt_thread([semaphores] { answer(semaphores); });
        std::exit(0);
    }
    takt::attach_this_thread();
    const auto create = [] {
        return static_cast<std::uint32_t>(
            demand(takt_sem_create(0, 1, TAKT_SHARED), "takt_sem_create"));
    };
    const Pair semaphores{.ping = create(), .pong = create()};
    if (write(handles[1], &semaphores, sizeof semaphores) != sizeof semaphores)
        fail("write the handles", errno);
    Samples samples(wanted, warmup);
    in_rt_thread([&] { call(semaphores, samples); });
    int status = 0;
    check(waitpid(child, &status, 0), "waitpid");
    if (status != 0)
        fail("the other process ended with an error", ECHILD);
    print("rt.pingpong_processes", samples);
}

} // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    measure_pingpong_processes();
    measure_mode_switch();
    return 0;
}
