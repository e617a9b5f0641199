// SPDX-License-Identifier: GPL-2.0-only
// Worker: what a kind of load sees of the storm: its random numbers, its counter, how to fail; and
// the table of all kinds.
#pragma once

#include "message.hpp"
#include "random.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <sys/types.h>

namespace storm {

/// A worker's part of the memory that it shares with the main process.
struct Slot {
    std::atomic<std::uint64_t> operations;
    std::atomic<pid_t> pid;
    std::atomic<bool> failed;
    char message[240];
};

/// The memory that all processes of a run share.
struct Board {
    static constexpr std::size_t max_workers = 32;

    std::atomic<bool> stop;
    std::uint32_t workers;
    Slot slots[max_workers];
};

class Worker {
public:
    Worker(Board& board, Slot& slot, Random random, const char* folder, unsigned cpus)
        : random{random}, folder{folder}, cpus{cpus}, board_{board}, slot_{slot} {}

    /// False once the run is over: finish what is in flight and return.
    [[nodiscard]] bool running() const { return !board_.stop.load(std::memory_order_relaxed); }

    /// One operation was done and its outcome was right.
    void done() { slot_.operations.fetch_add(1, std::memory_order_relaxed); }

    /// Ends this process (and thus all threads of the worker). The first failure is the one kept.
    template<typename... Args>
    [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
        leave(text(format, std::forward<Args>(args)...));
    }

    template<typename... Args>
    void check(bool condition, fmt::format_string<Args...> format, Args&&... args) {
        if (!condition) [[unlikely]]
            fail(format, std::forward<Args>(args)...);
    }

    /// For calls that return a negative number and set errno; passes other results through.
    template<typename Integer>
    Integer call(Integer result, std::string_view what) {
        if (result < 0) [[unlikely]] {
            const int error = errno;
            fail("{}: {}", what, strerrordesc_np(error));
        }
        return result;
    }

    /// Waits for @p child and demands that it ended by exit(@p code).
    void expect_exit(pid_t child, int code, std::string_view what);

    Random random;
    const char* const folder; ///< where files may be made
    const unsigned cpus;      ///< on line when the storm began
    [[nodiscard]] Board& board() { return board_; }

private:
    [[noreturn]] void leave(const std::string& why);

    Board& board_;
    Slot& slot_;
};

/// A kind of load. Its function loops while running() and calls done() for every verified
/// operation.
struct Kind {
    std::string_view name;
    std::string_view what;
    void (*run)(Worker&);
    bool needs_smp = false;
};

std::span<const Kind> kinds();

/// Does this process serve as a child that a worker executed? Then it ends here.
void serve_as_child(int argc, char** argv);

void registers(Worker&);
void vectors(Worker&);
void segments(Worker&);
void crypto(Worker&);
void signals(Worker&);
void traps(Worker&);
void step(Worker&);
void processes(Worker&);
void memory(Worker&);
void shootdown(Worker&);
void files(Worker&);
void pipes(Worker&);
void sockets(Worker&);
void loopback(Worker&);
void futexes(Worker&);
void clocks(Worker&);
void migrate(Worker&);

} // namespace storm
