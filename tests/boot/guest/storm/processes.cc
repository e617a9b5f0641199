// SPDX-License-Identifier: GPL-2.0-only
// processes: fork, vfork, exec and threads come and go; each leaves exactly the status it should.
#include "worker.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace storm {

namespace {

// argv[0] of an executed child; it says that the process is no storm of its own.
constexpr std::string_view child_name = "storm-child";

/// What an executed child must exit with, from what it was given.
int expected_code(std::string_view argument, std::string_view environment) {
    std::uint64_t sum = 1;
    for (char c : argument)
        sum = scramble(sum + static_cast<unsigned char>(c));
    for (char c : environment)
        sum = scramble(sum + static_cast<unsigned char>(c));
    return static_cast<int>(1 + sum % 200);
}

void fork_and_exit(Worker& worker) {
    const int code = static_cast<int>(worker.random.below(256));
    const std::uint64_t before = worker.random.next();
    volatile std::uint64_t local = before;
    const pid_t child = worker.call(fork(), "fork");
    if (child == 0) {
        // The child's memory is a copy: right at first, and its own from then on.
        if (local != before)
            _exit(code ^ 1);
        local = ~before;
        _exit(code);
    }
    worker.expect_exit(child, code, "fork and exit");
    worker.check(local == before, "a child's write changed its parent's memory");
}

void execute(Worker& worker) {
    std::string argument(worker.random.between(1, 2000), 'a');
    for (char& c : argument)
        c = static_cast<char>('a' + worker.random.below(26));
    std::string environment = text("STORM={}", worker.random.next());
    std::string name{child_name};
    char* arguments[] = {name.data(), argument.data(), nullptr};
    char* variables[] = {environment.data(), nullptr};
    const int code = expected_code(argument, environment);
    pid_t child;
    if (worker.random.chance(50)) {
        child = worker.call(fork(), "fork");
        if (child == 0) {
            execve("/proc/self/exe", arguments, variables);
            _exit(0);
        }
    } else {
        // The C library uses vfork here: the parent waits for the exec.
        const int error =
            posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments, variables);
        worker.check(error == 0, "posix_spawn: {}", strerrordesc_np(error));
    }
    worker.expect_exit(child, code, "exec");
}

void death_by_signal(Worker& worker) {
    constexpr std::array deaths{SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGALRM};
    const int signal = deaths[worker.random.below(deaths.size())];
    const bool stop_first = worker.random.chance(30);
    const std::uint64_t delay = worker.random.below(20'000);
    const pid_t child = worker.call(fork(), "fork");
    if (child == 0) {
        for (;;)
            pause();
    }
    for (std::uint64_t i = 0; i < delay; i++)
        asm volatile("");
    int status = 0;
    if (stop_first) {
        worker.call(kill(child, SIGSTOP), "kill");
        worker.call(waitpid(child, &status, WUNTRACED), "waitpid");
        worker.check(WIFSTOPPED(status), "a stopped child has wait status {:#x}", status);
        worker.call(kill(child, SIGCONT), "kill");
        worker.call(waitpid(child, &status, WCONTINUED), "waitpid");
        worker.check(WIFCONTINUED(status), "a continued child has wait status {:#x}", status);
    }
    worker.call(kill(child, signal), "kill");
    worker.call(waitpid(child, &status, 0), "waitpid");
    worker.check(WIFSIGNALED(status) && WTERMSIG(status) == signal,
                 "a child killed by signal {} has wait status {:#x}", signal, status);
}

/// Several children at once, reaped in the order in which they end.
void brood(Worker& worker) {
    std::array<pid_t, 4> children{};
    for (std::size_t i = 0; i < children.size(); i++) {
        const std::uint64_t work = worker.random.below(30'000);
        children[i] = worker.call(fork(), "fork");
        if (children[i] == 0) {
            for (std::uint64_t n = 0; n < work; n++)
                asm volatile("");
            _exit(static_cast<int>(i + 1));
        }
    }
    for (std::size_t n = 0; n < children.size(); n++) {
        int status = 0;
        const pid_t ended = worker.call(waitpid(-1, &status, 0), "waitpid");
        std::size_t i = 0;
        while (i < children.size() && children[i] != ended)
            i++;
        worker.check(i < children.size(), "waitpid reaped a stranger or the same child twice");
        worker.check(WIFEXITED(status) && WEXITSTATUS(status) == static_cast<int>(i + 1),
                     "child {} of a brood has wait status {:#x}", i + 1, status);
        children[i] = 0;
    }
    worker.check(waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD,
                 "there is one child too many");
}

void threads(Worker& worker) {
    std::array<std::uint64_t, 3> values{};
    std::array<std::thread, 3> threads;
    const std::uint64_t seed = worker.random.next();
    for (std::size_t i = 0; i < threads.size(); i++)
        threads[i] = std::thread{[&values, seed, i] { values[i] = scramble(seed + i); }};
    for (std::size_t i = 0; i < threads.size(); i++) {
        threads[i].join();
        worker.check(values[i] == scramble(seed + i), "the result of a joined thread is missing");
    }
}

} // namespace

void serve_as_child(int argc, char** argv) {
    if (argc == 2 && argv[0] == child_name)
        _exit(expected_code(argv[1], environ[0] != nullptr ? environ[0] : ""));
}

void processes(Worker& worker) {
    constexpr std::array operations{fork_and_exit, execute, death_by_signal, brood, threads};
    while (worker.running()) {
        operations[worker.random.below(operations.size())](worker);
        worker.done();
    }
}

} // namespace storm
