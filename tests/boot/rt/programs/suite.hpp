// SPDX-License-Identifier: GPL-2.0-only
// Owns the smallest runner that will do: tests by name, each in a process of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace rt {

struct Test {
    const char* name;
    void (*run)();
};

/// Run the tests that argv names, or all of all suites; each in a forked child, which must exit
/// with 0 within
/// @p seconds. Returns what main() should.
int run_suites(const std::vector<std::vector<Test>>& suites, int argc, char** argv,
               int seconds = 60);
inline int run_suite(const std::vector<Test>& tests, int argc, char** argv, int seconds = 60) {
    return run_suites({tests}, argc, argv, seconds);
}

/// Run @p body in a forked child that starts anew (memory, device); returns its wait status.
int in_child(const std::function<void()>& body);
/// Likewise, without waiting; returns the pid.
int start_child(const std::function<void()>& body);

/// Wait until @p condition holds, for ten seconds at most, in Linux mode.
bool eventually(const std::function<bool()>& condition);

} // namespace rt
