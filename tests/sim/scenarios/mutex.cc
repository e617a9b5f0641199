// SPDX-License-Identifier: GPL-2.0-only
// Owns the scenarios of mutexes and of donation.
#include "scenarios/groups.hpp"
#include "scenarios/words.hpp"

namespace takt::sim {

using namespace words;

namespace {

constexpr uint64_t plain = TAKT_SHARED;
constexpr uint8_t a = 0;
constexpr uint8_t b = 1;

[[nodiscard]] ObjectSpec mutex(uint64_t flags = plain) {
    return {TAKT_CALL_MUTEX_CREATE, {flags}};
}

} // namespace

std::vector<Scenario> mutex_scenarios() {
    std::vector<Scenario> all;
    const Program once = {enter(), lock(a), unlock(a)};
    all.push_back({.name = "mutex",
                   .what = "one mutex, three threads on two CPUs",
                   .objects = {mutex()},
                   .threads = {{.cpu = 0, .priority = 10, .program = once},
                               {.cpu = 0, .priority = 20, .program = once},
                               {.cpu = 1, .priority = 15, .program = once}}});
    all.push_back(
        {.name = "mutex_chain",
         .what = "a chain of two links over two CPUs, donation through both",
         .objects = {mutex(), mutex()},
         .threads = {{.cpu = 0, .priority = 10, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 1,
                      .priority = 20,
                      .program = {enter(), lock(b), lock(a), unlock(a), unlock(b)}},
                     {.cpu = 0, .priority = 30, .program = {enter(), lock(b), unlock(b)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_cycle",
         .what = "two threads lock two mutexes in opposite order; a third wants one of them",
         .objects = {mutex(), mutex()},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), lock(b), unlock(b), unlock(a)}},
                     {.cpu = 1,
                      .priority = 20,
                      .program = {enter(), lock(b), lock(a), unlock(a), unlock(b)}},
                     {.cpu = 0, .priority = 30, .program = {enter(), lock(a), unlock(a)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_two",
         .what = "two mutexes of one owner are wanted; it unlocks that of the more urgent waiter",
         .objects = {mutex(), mutex()},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), lock(b), sleep_until(2000), unlock(a),
                                  unlock(b)}},
                     {.cpu = 0, .priority = 30, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 1, .priority = 20, .program = {enter(), lock(b), unlock(b)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_timeout",
         .what = "lock calls time out while the owner sleeps and releases at the same instant",
         .objects = {mutex()},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), sleep_until(2000), unlock(a)}},
                     {.cpu = 0, .priority = 20, .program = {enter(), lock(a, 2000), unlock(a)}},
                     {.cpu = 1, .priority = 15, .program = {enter(), lock(a, 2000), unlock(a)}}}});
    all.push_back(
        {.name = "mutex_robust",
         .what = "the owner ends with the mutex locked; the heirs make it consistent, or do not",
         .objects = {mutex(plain | TAKT_ROBUST)},
         .threads = {
             {.cpu = 0, .priority = 10, .program = {enter(), lock(a)}},
             {.cpu = 0, .priority = 20, .program = {enter(), lock(a), consistent(a), unlock(a)}},
             {.cpu = 1, .priority = 15, .program = {enter(), lock(a), unlock(a)}}}});
    all.push_back({.name = "mutex_abandoned",
                   .what = "the owner of a mutex that is not robust ends with it locked",
                   .objects = {mutex()},
                   .threads = {{.cpu = 0, .priority = 10, .program = {enter(), lock(a)}},
                               {.cpu = 1, .priority = 15, .program = {enter(), lock(a), unlock(a)}},
                               {.cpu = 0, .priority = 20, .program = {lock(a), unlock(a)}}},
                   .bound = 2});
    all.push_back(
        {.name = "mutex_recursive",
         .what = "a recursive mutex with two waiters on two CPUs, unlocked from Linux mode, too",
         .objects = {mutex(plain | TAKT_RECURSIVE)},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), lock(a), unlock(a), foreign(), unlock(a)}},
                     {.cpu = 0, .priority = 20, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {lock(a), lock(a), unlock(a), unlock(a)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_relock",
         .what = "an error-checking mutex refuses its owner, and strangers that unlock it",
         .objects = {mutex()},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), lock(a), unlock(a), unlock(a)}},
                     {.cpu = 1, .priority = 20, .program = {enter(), unlock(a), lock(a, 0)}},
                     {.cpu = 0, .priority = 30, .program = {lock(a), unlock(a)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_signal",
         .what = "signals and kicks hit waiters and the owner of a contended mutex",
         .objects = {mutex()},
         .threads = {{.cpu = 0, .priority = 10, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 0, .priority = 20, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 1, .priority = 15, .program = {enter(), lock(a), unlock(a)}}},
         .helpers = {{.cpu = 1, .program = {signal(1), signal(0)}}},
         .bound = 2});
    all.push_back(
        {.name = "mutex_priority",
         .what = "the priorities of waiters and owner change from outside while they wait",
         .objects = {mutex(), mutex()},
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), lock(a), lock(b), unlock(b), unlock(a)}},
                     {.cpu = 0, .priority = 12, .program = {enter(), lock(a), unlock(a)}},
                     {.cpu = 1, .priority = 15, .program = {enter(), lock(b), unlock(b)}}},
         .helpers = {{.cpu = 1, .program = {set_priority(1, 40), set_priority(0, 5)}}},
         .bound = 2});
    return all;
}

} // namespace takt::sim
