// SPDX-License-Identifier: GPL-2.0-only
// Implements the runner of the RT suites.
#include "suite.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "rt.hpp"

namespace rt {

int start_child(const std::function<void()>& body) {
    fflush(stdout);
    const pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        body();
        fflush(stdout);
        _exit(0);
    }
    return child;
}

int in_child(const std::function<void()>& body) {
    const pid_t child = start_child(body);
    int status = 0;
    EXPECT(waitpid(child, &status, 0) == child);
    return status;
}

bool eventually(const std::function<bool()>& condition) {
    for (int tries = 0; tries < 10000; ++tries) {
        if (condition()) {
            return true;
        }
        usleep(1000);
    }
    return false;
}

namespace {

bool is_wanted(const Test& test, int argc, char** argv) {
    bool wanted = argc < 2;
    for (int i = 1; i < argc; ++i) {
        wanted = wanted || strcmp(argv[i], test.name) == 0;
    }
    return wanted;
}

bool passes(const Test& test, int seconds) {
    const int status = in_child([&] {
        alarm(static_cast<unsigned>(seconds));
        test.run();
    });
    if (status == 0) {
        printf("ok %s\n", test.name);
    } else {
        printf("TAKT-NOTE: NOT OK %s: %s %d\n", test.name,
               WIFSIGNALED(status) ? "signal" : "exit status",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    return status == 0;
}

} // namespace

int run_suites(const std::vector<std::vector<Test>>& suites, int argc, char** argv, int seconds) {
    int failed = 0;
    int passed = 0;
    for (const std::vector<Test>& suite : suites) {
        for (const Test& test : suite) {
            if (is_wanted(test, argc, argv)) {
                (passes(test, seconds) ? passed : failed) += 1;
            }
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    if (passed + failed == 0) {
        printf("no such test\n");
        return 1;
    }
    return failed == 0 ? 0 : 1;
}

} // namespace rt
