// SPDX-License-Identifier: GPL-2.0-only
// Calls in RT mode: Linux's own that are served natively, the bridge for all others, the objects.
#include "suite.hpp"
#include "tests.hpp"

int main(int argc, char** argv) {
    return rt::run_suites({native_tests(), bridge_tests(), object_tests(), inheritance_tests()},
                          argc, argv);
}
