// SPDX-License-Identifier: MIT
// Owns how child programs are started and ended.
#include "child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "error.hpp"

namespace takt::bench {
namespace {

std::atomic<bool> interrupt_seen{false};
static_assert(std::atomic<bool>::is_always_lock_free, "written by a signal handler");

// Real time may pass this many times faster than the child gets processor time.
constexpr int busy_host = 20;

/// Becomes the program; runs in the child between fork and exec, so it only makes system calls.
[[noreturn]] void become(char* const* arguments, int output, std::chrono::seconds limit) {
    const auto seconds = static_cast<rlim_t>(limit.count());
    const rlimit processor_time{.rlim_cur = seconds, .rlim_max = seconds + 10};
    setrlimit(RLIMIT_CPU, &processor_time);
    // The emulator must not outlive a bench that is killed.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Ctrl-C reaches the bench, which then ends the emulator itself.
    setpgid(0, 0);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    execvp(arguments[0], arguments);
    const char* reason = std::strerror(errno);
    if (write(STDERR_FILENO, reason, std::strlen(reason)) < 0)
        _exit(126);
    _exit(127);
}

} // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = [](int) { interrupt_seen = true; };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
    return interrupt_seen;
}

ChildEnd run_child(const std::vector<std::string>& command, const std::filesystem::path& log,
                   std::chrono::seconds limit) {
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (output < 0)
        throw Error("cannot write {}: {}", log.string(), std::strerror(errno));

    const pid_t child = fork();
    if (child == 0)
        become(arguments.data(), output, limit);
    close(output);
    if (child < 0)
        throw Error("cannot start {}: {}", command.front(), std::strerror(errno));

    const auto deadline = std::chrono::steady_clock::now() + limit * busy_host;
    for (;;) {
        int status = 0;
        if (waitpid(child, &status, WNOHANG) == child) {
            if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
                return ChildEnd::timed_out;
            return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ChildEnd::exited
                                                                 : ChildEnd::failed;
        }
        const bool late = std::chrono::steady_clock::now() > deadline;
        if (late || interrupted()) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return late ? ChildEnd::timed_out : ChildEnd::interrupted;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

} // namespace takt::bench
