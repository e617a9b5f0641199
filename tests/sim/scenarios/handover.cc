// SPDX-License-Identifier: GPL-2.0-only
// Owns the scenarios of the hand-over between Linux and the core.
#include "scenarios/groups.hpp"
#include "scenarios/words.hpp"

namespace takt::sim {

using namespace words;

std::vector<Scenario> handover_scenarios() {
    std::vector<Scenario> all;
    all.push_back({.name = "handover",
                   .what = "harden, bounce by call and by fault, and come back, on two CPUs",
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), foreign(), enter()}},
                               {.cpu = 0, .priority = 10, .program = {enter(), fault(), enter()}},
                               {.cpu = 1, .priority = 15, .program = {enter(), go_linux()}}}});
    all.push_back(
        {.name = "handover_signal",
         .what = "signals at every instant of harden, run and bounce",
         .threads = {{.cpu = 0, .priority = 20, .program = {enter(), set(0, 1), spin()}},
                     {.cpu = 1, .priority = 15, .program = {enter(), foreign()}},
                     {.cpu = 0, .priority = 10, .program = {enter()}}},
         .helpers = {{.cpu = 1, .program = {signal(1), signal(0), hold(0, 1), signal(0)}}}});
    all.push_back({.name = "handover_spin",
                   .what = "one signal, at any instant, must reach a thread that spins on its CPU",
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), spin()}},
                               {.cpu = 1, .priority = 15, .program = {enter(), foreign()}}},
                   .helpers = {{.cpu = 1, .program = {signal(0)}}},
                   .may_spin = true});
    all.push_back(
        {.name = "handover_kick",
         .what = "kicks from both CPUs for several reasons hit the same threads",
         .threads = {{.cpu = 0, .priority = 20, .program = {enter(), burn(1), enter()}},
                     {.cpu = 1, .priority = 15, .program = {sleep_until(2000)}},
                     {.cpu = 0, .priority = 10, .program = {sleep_until(2000)}}},
         .helpers = {{.cpu = 0,
                      .program = {kick(1, TAKT_REASON_STALE), kick(0, TAKT_REASON_HOTPLUG)}},
                     {.cpu = 1,
                      .program = {kick(0, TAKT_REASON_STALE), kick(2, TAKT_REASON_HOTPLUG)}}},
         .bound = 2});
    all.push_back(
        {.name = "handover_weak",
         .what = "WEAK threads wait in RT mode and live in Linux",
         .objects = {{TAKT_CALL_SEM_CREATE, {0, 5, TAKT_SHARED}}},
         .threads = {{.cpu = 0, .priority = 0, .program = {enter(), sem_wait(0), foreign()}},
                     {.cpu = 1, .priority = 0, .program = {sem_wait(0)}},
                     {.cpu = 0, .priority = 10, .program = {enter(), post(0), post(0)}}},
         .bound = 2});
    all.push_back({.name = "handover_priority",
                   .what = "priorities change from outside, to WEAK and back, while threads run",
                   .threads = {{.cpu = 0, .priority = 20, .program = {enter(), burn(1), foreign()}},
                               {.cpu = 0, .priority = 10, .program = {enter(), burn(1)}},
                               {.cpu = 1, .priority = 15, .program = {enter(), yield()}}},
                   .helpers = {{.cpu = 1,
                                .program = {set_priority(1, 30), set_priority(0, 0), look_at(0),
                                            set_priority(0, 40)}}},
                   .bound = 2});
    return all;
}

} // namespace takt::sim
