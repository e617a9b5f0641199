// SPDX-License-Identifier: GPL-2.0-only
// Owns how choices and operations read in a trace.
#include "choice.hpp"

#include <fmt/format.h>

#include "scenario.hpp"

namespace takt::sim {

std::string describe(const Choice& choice) {
    switch (choice.kind) {
    case Choice::Kind::step:
        return fmt::format("now cpu{} goes on", choice.cpu);
    case Choice::Kind::ipi:
        return fmt::format("now cpu{} takes its IPI", choice.cpu);
    case Choice::Kind::timer:
        return fmt::format("now cpu{} takes its timer interrupt", choice.cpu);
    case Choice::Kind::clock_set:
        return fmt::format("now cpu{} learns that the clock was set", choice.cpu);
    case Choice::Kind::task:
        return fmt::format("now Linux on cpu{} goes on with task {}", choice.cpu, choice.task);
    case Choice::Kind::advance:
        return "now time goes on to the next timer";
    }
    return "?";
}

namespace {

[[nodiscard]] const char* name_of_call(uint32_t number) {
    switch (number) {
    case TAKT_CALL_SELF:
        return "SELF";
    case TAKT_CALL_SLEEP_UNTIL:
        return "SLEEP_UNTIL";
    case TAKT_CALL_YIELD:
        return "YIELD";
    case TAKT_CALL_SET_SCHED:
        return "SET_SCHED";
    case TAKT_CALL_SET_PERIOD:
        return "SET_PERIOD";
    case TAKT_CALL_WAIT_PERIOD:
        return "WAIT_PERIOD";
    case TAKT_CALL_GO_LINUX:
        return "GO_LINUX";
    case TAKT_CALL_CLOSE:
        return "CLOSE";
    case TAKT_CALL_MUTEX_LOCK:
        return "MUTEX_LOCK";
    case TAKT_CALL_MUTEX_UNLOCK:
        return "MUTEX_UNLOCK";
    case TAKT_CALL_MUTEX_CONSISTENT:
        return "MUTEX_CONSISTENT";
    case TAKT_CALL_COND_WAIT:
        return "COND_WAIT";
    case TAKT_CALL_COND_SIGNAL:
        return "COND_SIGNAL";
    case TAKT_CALL_COND_BROADCAST:
        return "COND_BROADCAST";
    case TAKT_CALL_SEM_WAIT:
        return "SEM_WAIT";
    case TAKT_CALL_SEM_POST:
        return "SEM_POST";
    case TAKT_CALL_SEM_VALUE:
        return "SEM_VALUE";
    case TAKT_CALL_FLAGS_WAIT:
        return "FLAGS_WAIT";
    case TAKT_CALL_FLAGS_SET:
        return "FLAGS_SET";
    case TAKT_CALL_FLAGS_CLEAR:
        return "FLAGS_CLEAR";
    case TAKT_CALL_QUEUE_SEND:
        return "QUEUE_SEND";
    case TAKT_CALL_QUEUE_RECEIVE:
        return "QUEUE_RECEIVE";
    case TAKT_CALL_TIMER_SET:
        return "TIMER_SET";
    case TAKT_CALL_TIMER_CANCEL:
        return "TIMER_CANCEL";
    case TAKT_CALL_TIMER_WAIT:
        return "TIMER_WAIT";
    default:
        return "call";
    }
}

} // namespace

std::string describe(const Operation& operation) {
    switch (operation.kind) {
    case Operation::Kind::call:
    case Operation::Kind::wait_while: {
        std::string text = name_of_call(operation.number);
        if (operation.object != Operation::no_object) {
            text += fmt::format(" object {}", operation.object);
        }
        if (operation.second != Operation::no_object) {
            text += fmt::format(" object {}", operation.second);
        }
        return text;
    }
    case Operation::Kind::enter:
        return "enter RT mode";
    case Operation::Kind::foreign:
        return "a system call of Linux";
    case Operation::Kind::fault:
        return "a fault";
    case Operation::Kind::spin:
        return "spin";
    case Operation::Kind::burn:
        return fmt::format("compute {} ns", operation.value);
    case Operation::Kind::set:
        return fmt::format("variable {} = {}", operation.object, operation.value);
    case Operation::Kind::hold:
        return fmt::format("wait for variable {} == {}", operation.object, operation.value);
    case Operation::Kind::signal:
        return fmt::format("signal thread {}", operation.object);
    case Operation::Kind::kick:
        return fmt::format("kick thread {} for reason {}", operation.object, operation.value);
    case Operation::Kind::sched:
        return fmt::format("set priority {} of thread {}", operation.value, operation.object);
    case Operation::Kind::clock_set:
        return fmt::format("set CLOCK_REALTIME by {} ns", static_cast<int64_t>(operation.value));
    case Operation::Kind::info:
        return fmt::format("look at thread {}", operation.object);
    }
    return "?";
}

} // namespace takt::sim
