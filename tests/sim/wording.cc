// SPDX-License-Identifier: GPL-2.0-only
// Implements the words of a trace.
#include "wording.hpp"

#include <fmt/format.h>

#include <array>

namespace takt::sim {

namespace {

constexpr std::array<const char*, kind_count> kinds{"nobody",    "thread", "mutex", "cond",
                                                    "semaphore", "flags",  "queue", "timer"};
constexpr std::array<const char*, stage_count> stages{"INBAND", "READY", "RUNNING", "BLOCKED",
                                                      "FROZEN"};

struct Point {
    const char* name;
    std::array<std::string_view, 3> arguments;
};

constexpr Point points[] = {
#define TAKT_TRACE_POINT(name, first, second, third) {#name, {#first, #second, #third}},
#include "seam/trace_points.def"
#undef TAKT_TRACE_POINT
};

[[nodiscard]] bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    for (const std::string_view each : names) {
        if (name == each) {
            return true;
        }
    }
    return false;
}

/// What the argument @p name of a trace point says.
[[nodiscard]] std::string value(std::string_view name, uint64_t number) {
    if (is_one_of(name, {"thread", "previous_sc", "next_sc", "next_thread", "object", "owner",
                         "waiter", "first_handle"})) {
        return object_name(number);
    }
    if (is_one_of(name, {"from", "to", "stage"}) && number < stages.size()) {
        return stages[number];
    }
    if (name == "result") {
        return fmt::format("{}", static_cast<int64_t>(number));
    }
    if (name == "deadline_ns" && number >= limits::time_horizon_ns) {
        return "never";
    }
    return fmt::format("{}", number);
}

template<typename P>
[[nodiscard]] bool is_lock_of(P& pool, const char* kind, uint64_t address, std::string& name) {
    for (uint32_t index = 0; index < P::capacity; ++index) {
        if (reinterpret_cast<uintptr_t>(&pool.at(index).lock) == address) {
            name = fmt::format("lock of {} {}", kind, index);
            return true;
        }
    }
    return false;
}

} // namespace

std::string object_name(uint64_t raw) {
    if (raw == 0) {
        return "root";
    }
    const Handle handle{static_cast<uint32_t>(raw)};
    return fmt::format("{} {}", kinds[static_cast<uint32_t>(handle.kind())], handle.index());
}

std::string lock_name(Kernel& kernel, uint64_t address) {
    const auto is = [address](const auto& lock) {
        return reinterpret_cast<uintptr_t>(&lock) == address;
    };
    if (is(kernel.donation_lock)) {
        return "donation lock";
    }
    if (is(kernel.registry_lock)) {
        return "registry lock";
    }
    for (const takt::Cpu& cpu : kernel.cpus) {
        if (is(cpu.lock)) {
            return fmt::format("lock of cpu{}", cpu.id);
        }
    }
    std::string name = "a lock that the core does not know";
    static_cast<void>(is_lock_of(kernel.semaphores, "semaphore", address, name) ||
                      is_lock_of(kernel.flags, "flags", address, name) ||
                      is_lock_of(kernel.queues, "queue", address, name) ||
                      is_lock_of(kernel.timers, "timer", address, name));
    return name;
}

std::string seam_call(Kernel& kernel, std::string_view what, uint64_t a, uint64_t b) {
    if (is_one_of(what, {"lock", "unlock", "unlocked"})) {
        return fmt::format("{}: {}", what, lock_name(kernel, a));
    }
    if (what == "context_result") {
        return fmt::format("{} of thread {}: {}", what, a, static_cast<int64_t>(b));
    }
    if (what == "context_handback") {
        constexpr std::array<const char*, 4> ways{"REWIND", "FAULT", "CONTINUE", "RESTART"};
        return fmt::format("{} of thread {}: {}", what, a, ways.at(b));
    }
    if (what.starts_with("context_") || what.starts_with("linux_")) {
        return fmt::format("{} of thread {}", what, a);
    }
    if (what == "ipi to") {
        return fmt::format("{} cpu{}", what, a);
    }
    if (what == "timer_shot") {
        return fmt::format("{} at {}", what, a);
    }
    if (is_one_of(what, {"user_read", "user_write"})) {
        return fmt::format("{} at {:#x}, {} bytes", what, a, b);
    }
    if (what.ends_with(" thread") || what.ends_with(" helper")) {
        return fmt::format("{} {}", what, a);
    }
    return a == 0 && b == 0 ? std::string{what} : fmt::format("{} {} {}", what, a, b);
}

std::string traced(uint32_t point, uint64_t a, uint64_t b, uint64_t c) {
    const Point& is = points[point];
    const std::array<uint64_t, 3> numbers{a, b, c};
    std::string text = is.name;
    for (size_t index = 0; index < numbers.size(); ++index) {
        text += fmt::format("{} {} = {}", index == 0 ? ":" : ",", is.arguments[index],
                            value(is.arguments[index], numbers[index]));
    }
    return text;
}

} // namespace takt::sim
