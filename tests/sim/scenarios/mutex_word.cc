// SPDX-License-Identifier: GPL-2.0-only
// Owns the scenarios of mutexes that their users lock and unlock by their words, without a call.
#include "scenarios/groups.hpp"
#include "scenarios/words.hpp"

namespace takt::sim {

using namespace words;

namespace {

constexpr uint8_t a = 0;
constexpr uint8_t b = 1;
constexpr uint8_t c = 1;

[[nodiscard]] ObjectSpec mutex(uint64_t flags = 0) {
    return {TAKT_CALL_MUTEX_CREATE, {flags}};
}

[[nodiscard]] Program by_word() {
    return {enter(), lock_by_word(a), unlock_by_word(a)};
}

} // namespace

std::vector<Scenario> mutex_word_scenarios() {
    std::vector<Scenario> all;
    all.push_back({.name = "mutex_word",
                   .what = "a mutex locked by its word, contended from two CPUs",
                   .objects = {mutex()},
                   .threads = {{.cpu = 0, .priority = 10, .program = by_word()},
                               {.cpu = 0, .priority = 20, .program = by_word()},
                               {.cpu = 1, .priority = 15, .program = by_word()}}});
    all.push_back({.name = "mutex_word_cycle",
                   .what = "two mutexes locked by their words in opposite order; a third thread "
                           "wants one for some time only",
                   .objects = {mutex(), mutex()},
                   .threads = {{.cpu = 0,
                                .priority = 10,
                                .program = {enter(), lock_by_word(a), lock_by_word(b),
                                            unlock_by_word(b), unlock_by_word(a)}},
                               {.cpu = 1,
                                .priority = 20,
                                .program = {enter(), lock_by_word(b), lock_by_word(a),
                                            unlock_by_word(a), unlock_by_word(b)}},
                               {.cpu = 0,
                                .priority = 30,
                                .program = {enter(), lock_by_word(a, 2000), unlock_by_word(a)}}}});
    all.push_back(
        {.name = "mutex_word_robust",
         .what = "an owner of which only the word knows ends with the mutex locked",
         .objects = {mutex(TAKT_ROBUST)},
         .threads = {{.cpu = 0, .priority = 10, .program = {enter(), lock_by_word(a)}},
                     {.cpu = 0,
                      .priority = 20,
                      .program = {enter(), lock_by_word(a), consistent(a), unlock_by_word(a)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {enter(), lock_by_word(a), unlock_by_word(a)}}}});
    all.push_back({.name = "mutex_word_recursive",
                   .what = "a recursive mutex: the first time by its word, deeper by calls, "
                           "unlocked in Linux mode, too",
                   .objects = {mutex(TAKT_RECURSIVE)},
                   .threads = {{.cpu = 0,
                                .priority = 10,
                                .program = {enter(), lock_by_word(a), lock_by_word(a),
                                            unlock_by_word(a), foreign(), unlock_by_word(a)}},
                               {.cpu = 0, .priority = 20, .program = by_word()},
                               {.cpu = 1,
                                .priority = 15,
                                .program = {lock_by_word(a), unlock_by_word(a), lock_by_word(a),
                                            unlock_by_word(a)}}}});
    all.push_back(
        {.name = "mutex_word_closed",
         .what = "a mutex is closed while others lock it by its word",
         .objects = {mutex()},
         .threads = {{.cpu = 0, .priority = 10, .program = by_word()},
                     {.cpu = 1, .priority = 20, .program = by_word()},
                     {.cpu = 0, .priority = 30, .program = {enter(), unlock(a), close(a)}}}});
    all.push_back({.name = "mutex_word_cond",
                   .what = "waits for a condition give up mutexes of which only the word knows",
                   .objects = {mutex(), {TAKT_CALL_COND_CREATE}},
                   .threads = {{.cpu = 0,
                                .priority = 20,
                                .program = {enter(), lock_by_word(a), wait_while(c, a, 0, 0),
                                            unlock_by_word(a)}},
                               {.cpu = 1,
                                .priority = 15,
                                .program = {enter(), lock_by_word(a), wait_while(c, a, 0, 0, 2000),
                                            unlock_by_word(a)}},
                               {.cpu = 0,
                                .priority = 10,
                                .program = {enter(), lock_by_word(a), set(0, 1), signal_cond(c),
                                            unlock_by_word(a)}}}});
    return all;
}

} // namespace takt::sim
