// SPDX-License-Identifier: GPL-2.0-only
// Owns the scenarios of condition variables, semaphores, event flags and message queues.
#include "scenarios/groups.hpp"
#include "scenarios/words.hpp"

namespace takt::sim {

using namespace words;

namespace {

constexpr uint64_t any = TAKT_FLAGS_ANY;
constexpr uint64_t all_of = TAKT_FLAGS_ALL;
constexpr uint64_t consume = TAKT_FLAGS_CONSUME;
constexpr uint8_t m = 0;
constexpr uint8_t c = 1;

[[nodiscard]] std::vector<ObjectSpec> mutex_and_cond() {
    return {{TAKT_CALL_MUTEX_CREATE, {TAKT_SHARED}}, {TAKT_CALL_COND_CREATE, {TAKT_SHARED}}};
}
[[nodiscard]] ObjectSpec semaphore(uint64_t initial, uint64_t maximum) {
    return {TAKT_CALL_SEM_CREATE, {initial, maximum, TAKT_SHARED}};
}
[[nodiscard]] ObjectSpec flags(uint64_t initial) {
    return {TAKT_CALL_FLAGS_CREATE, {initial, TAKT_SHARED}};
}
[[nodiscard]] ObjectSpec queue(uint64_t messages) {
    return {TAKT_CALL_QUEUE_CREATE, {messages, 16, TAKT_SHARED}};
}

void add_conds(std::vector<Scenario>& all) {
    all.push_back({.name = "cond",
                   .what = "two waiters on two CPUs, two signals, each with the mutex held",
                   .objects = mutex_and_cond(),
                   .threads = {{.cpu = 0,
                                .priority = 20,
                                .program = {enter(), lock(m), wait_while(c, m, 0, 0), unlock(m)}},
                               {.cpu = 1,
                                .priority = 15,
                                .program = {enter(), lock(m), wait_while(c, m, 0, 0), unlock(m)}},
                               {.cpu = 0,
                                .priority = 10,
                                .program = {enter(), lock(m), set(0, 1), signal_cond(c),
                                            signal_cond(c), unlock(m)}}},
                   .bound = 2});
    all.push_back(
        {.name = "cond_broadcast",
         .what = "a broadcast with the mutex free, against a waiter that times out",
         .objects = mutex_and_cond(),
         .threads = {{.cpu = 0,
                      .priority = 20,
                      .program = {enter(), lock(m), wait_while(c, m, 0, 0), unlock(m)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {enter(), lock(m), wait_while(c, m, 0, 0, 2000), unlock(m)}},
                     {.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(m), set(0, 1), unlock(m), broadcast(c)}}},
         .bound = 2});
    all.push_back(
        {.name = "cond_signal_kick",
         .what = "a Linux signal hits waiters of a condition variable that get signalled",
         .objects = mutex_and_cond(),
         .threads = {{.cpu = 0,
                      .priority = 20,
                      .program = {enter(), lock(m), wait_while(c, m, 0, 0, 3000), unlock(m)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {enter(), lock(m), set(0, 1), signal_cond(c), unlock(m)}}},
         .helpers = {{.cpu = 1, .program = {signal(0)}}},
         .bound = 2});
}

void add_semaphores(std::vector<Scenario>& all) {
    all.push_back(
        {.name = "semaphore",
         .what = "two waiters on two CPUs, posts from RT mode and from Linux",
         .objects = {semaphore(0, 5)},
         .threads = {{.cpu = 0, .priority = 20, .program = {enter(), sem_wait(0)}},
                     {.cpu = 1, .priority = 15, .program = {enter(), sem_wait(0)}},
                     {.cpu = 0, .priority = 10, .program = {enter(), post(0), post(0)}}}});
    all.push_back(
        {.name = "semaphore_timeout",
         .what = "a wait ends by time and by a post at the same instant; then it is full",
         .objects = {semaphore(0, 1)},
         .threads = {
             {.cpu = 0, .priority = 20, .program = {enter(), sem_wait(0, 2000)}},
             {.cpu = 1, .priority = 15, .program = {enter(), sem_wait(0, 2000)}},
             {.cpu = 1, .priority = 10, .program = {sleep_until(2000), post(0), post(0)}}}});
    all.push_back({.name = "semaphore_signal",
                   .what = "a Linux signal and a post hit the same waiter",
                   .objects = {semaphore(0, 5)},
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), sem_wait(0)}},
                               {.cpu = 1, .priority = 15, .program = {post(0)}},
                               {.cpu = 0, .priority = 10, .program = {enter(), post(0)}}},
                   .helpers = {{.cpu = 1, .program = {signal(0)}}},
                   .bound = 2});
    all.push_back({.name = "semaphore_close",
                   .what = "a semaphore is closed under its waiters",
                   .objects = {semaphore(0, 5)},
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), sem_wait(0)}},
                               {.cpu = 1, .priority = 15, .program = {enter(), sem_wait(0)}},
                               {.cpu = 0, .priority = 10, .program = {enter(), close(0)}}},
                   .bound = 2});
}

void add_flags(std::vector<Scenario>& all) {
    all.push_back(
        {.name = "flags",
         .what = "any and all, with and without consuming, set from another CPU in two steps",
         .objects = {flags(0)},
         .threads =
             {{.cpu = 0, .priority = 20, .program = {enter(), flags_wait(0, 3, all_of)}},
              {.cpu = 1, .priority = 15, .program = {enter(), flags_wait(0, 4, any | consume)}},
              {.cpu = 0, .priority = 10, .program = {enter(), flags_set(0, 1), flags_set(0, 6)}}},
         .bound = 2});
    all.push_back(
        {.name = "flags_timeout",
         .what = "a wait for flags times out while they are set and cleared",
         .objects = {flags(0)},
         .threads = {{.cpu = 0, .priority = 20, .program = {enter(), flags_wait(0, 1, any, 2000)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {sleep_until(2000), flags_set(0, 1), flags_clear(0, 1)}},
                     {.cpu = 0, .priority = 10, .program = {enter(), flags_wait(0, 1, any, 2500)}}},
         .bound = 2});
}

void add_queues(std::vector<Scenario>& all) {
    all.push_back(
        {.name = "queue",
         .what = "two senders with two priorities, a receiver on the other CPU",
         .objects = {queue(2)},
         .threads = {{.cpu = 0, .priority = 20, .program = {enter(), send(0, 1), send(0, 1)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {enter(), receive(0), receive(0), receive(0)}},
                     {.cpu = 0, .priority = 10, .program = {enter(), send(0, 3)}}},
         .bound = 2});
    all.push_back(
        {.name = "queue_full",
         .what = "senders wait for room, one of them with a time limit; memory faults once",
         .objects = {queue(1)},
         .threads = {{.cpu = 0,
                      .priority = 20,
                      .program = {enter(), send(0, 1), send(0, 2, 2000, 32)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {enter(), receive(0, TAKT_FOREVER, 40), receive(0, 2500)}},
                     {.cpu = 0, .priority = 10, .program = {send(0, 1, 2500)}}},
         .bound = 2});
    all.push_back({.name = "queue_signal",
                   .what = "a Linux signal hits a receiver while a message comes",
                   .objects = {queue(1)},
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), receive(0)}},
                               {.cpu = 1, .priority = 15, .program = {enter(), send(0, 1)}},
                               {.cpu = 0, .priority = 10, .program = {enter(), foreign()}}},
                   .helpers = {{.cpu = 1, .program = {signal(0)}}},
                   .bound = 2});
}

} // namespace

std::vector<Scenario> object_scenarios() {
    std::vector<Scenario> all;
    add_conds(all);
    add_semaphores(all);
    add_flags(all);
    add_queues(all);
    return all;
}

} // namespace takt::sim
