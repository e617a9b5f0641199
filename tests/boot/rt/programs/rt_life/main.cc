// SPDX-License-Identifier: GPL-2.0-only
// The life of an RT thread: signals, ends, debuggers, changes from outside, refusals, the system.
#include "shared.hpp"
#include "suite.hpp"
#include "tests.hpp"

int main(int argc, char** argv) {
    rt::shared();
    return rt::run_suites({signal_tests(), end_tests(), tracing_tests(), outside_tests(),
                           child_tests(), refusal_tests(), system_tests(), core_dump_tests()},
                          argc, argv);
}
