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

int run_suite(const std::vector<Test>& tests, int argc, char** argv, int seconds) {
    int failed = 0;
    int passed = 0;
    for (const Test& test : tests) {
        bool wanted = argc < 2;
        for (int i = 1; i < argc; ++i) {
            wanted = wanted || strcmp(argv[i], test.name) == 0;
        }
        if (!wanted) {
            continue;
        }
        const int status = in_child([&] {
            alarm(static_cast<unsigned>(seconds));
            test.run();
        });
        if (status == 0) {
            ++passed;
            printf("ok %s\n", test.name);
        } else {
            ++failed;
            printf("TAKT-NOTE: NOT OK %s: %s %d\n", test.name,
                   WIFSIGNALED(status) ? "signal" : "exit status",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
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
