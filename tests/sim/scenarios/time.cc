// SPDX-License-Identifier: GPL-2.0-only
// Owns the scenarios of sleeping, periods, timer objects, slices and the watchdog.
#include "scenarios/groups.hpp"
#include "scenarios/words.hpp"

namespace takt::sim {

using namespace words;

std::vector<Scenario> time_scenarios() {
    std::vector<Scenario> all;
    all.push_back(
        {.name = "sleep",
         .what = "three sleepers on two CPUs, two of them until the same instant",
         .threads = {
             {.cpu = 0, .priority = 20, .program = {enter(), sleep_until(2000)}},
             {.cpu = 0, .priority = 10, .program = {sleep_until(2000), sleep_until(2100)}},
             {.cpu = 1, .priority = 15, .program = {sleep_until(1500), sleep_until(900)}}}});
    all.push_back({.name = "sleep_close",
                   .what = "sleepers of both clocks on one CPU, less than 100 ns from one another",
                   .threads = {{.cpu = 0, .priority = 20, .program = {sleep_until(3000)}},
                               {.cpu = 0, .priority = 30, .program = {sleep_until(3050)}},
                               {.cpu = 0, .priority = 15, .program = {sleep_until(3080)}},
                               {.cpu = 0,
                                .priority = 10,
                                .program = {sleep_until(6000, TAKT_CLOCK_REALTIME)}}},
                   .bound = 1});
    all.push_back(
        {.name = "sleep_signal",
         .what = "signals hit sleepers at the instant of their expiry",
         .threads = {{.cpu = 0, .priority = 20, .program = {sleep_until(2000)}},
                     {.cpu = 1, .priority = 15, .program = {sleep_until(2000), sleep_until(2100)}}},
         .helpers = {{.cpu = 1, .program = {signal(0), signal(1)}}}});
    all.push_back(
        {.name = "sleep_realtime",
         .what = "CLOCK_REALTIME is set forward and back under sleepers",
         .threads =
             {{.cpu = 0, .priority = 20, .program = {sleep_until(5000, TAKT_CLOCK_REALTIME)}},
              {.cpu = 1, .priority = 15, .program = {sleep_until(3000, TAKT_CLOCK_REALTIME)}}},
         .helpers = {{.cpu = 0, .program = {clock_set(2500), clock_set(-500)}}}});
    all.push_back(
        {.name = "periodic",
         .what = "a periodic thread misses releases behind a more urgent one",
         .threads = {{.cpu = 0,
                      .priority = 10,
                      .program = {enter(), set_period(20'000, 10'000), wait_period(), wait_period(),
                                  burn(25'000), wait_period()}},
                     {.cpu = 0, .priority = 20, .program = {sleep_until(25'000), burn(12'000)}},
                     {.cpu = 1, .priority = 15, .program = {sleep_until(30'000)}}},
         .bound = 2});
    all.push_back(
        {.name = "timer_object",
         .what = "a periodic timer object is waited for, set anew and cancelled from another CPU",
         .objects = {{TAKT_CALL_TIMER_CREATE, {TAKT_SHARED}}},
         .threads = {{.cpu = 0,
                      .priority = 20,
                      .program = {timer_set(0, 20'000, 10'000), timer_wait(0, 35'000),
                                  timer_wait(0, 45'000)}},
                     {.cpu = 1, .priority = 15, .program = {sleep_until(30'000), timer_cancel(0)}}},
         .bound = 2});
    all.push_back(
        {.name = "timer_object_set",
         .what = "a timer object is set from both CPUs while it expires, then closed",
         .objects = {{TAKT_CALL_TIMER_CREATE, {TAKT_SHARED}}},
         .threads = {{.cpu = 0,
                      .priority = 20,
                      .program = {timer_set(0, 20'000, 0), timer_wait(0, 40'000)}},
                     {.cpu = 1,
                      .priority = 15,
                      .program = {sleep_until(20'000), timer_set(0, 30'000, 0), close(0)}}},
         .bound = 2});
    all.push_back({.name = "round_robin",
                   .what = "two threads with slices and one without share a level",
                   .threads = {{.cpu = 0,
                                .priority = 10,
                                .slice_ns = 10'000,
                                .program = {sleep_until(5000), burn(15'000), burn(15'000)}},
                               {.cpu = 0,
                                .priority = 10,
                                .slice_ns = 10'000,
                                .program = {sleep_until(5000), burn(15'000), yield(), burn(5'000)}},
                               {.cpu = 0, .priority = 10, .program = {sleep_until(5000), yield()}}},
                   .bound = 2});
    all.push_back({.name = "watchdog",
                   .what = "a thread that spins for ever is brought back to Linux",
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), spin()}},
                               {.cpu = 0, .priority = 10, .program = {enter(), spin()}},
                               {.cpu = 1, .priority = 15, .program = {enter(), burn(300)}}},
                   .watchdog_ns = 1000,
                   .bound = 2});
    return all;
}

} // namespace takt::sim
