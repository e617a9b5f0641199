// SPDX-License-Identifier: GPL-2.0-only
// Owns the verdicts of the behavioural reference for event flags, message queues and time.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "oracle.hpp"

namespace takt::sim {

namespace {

/// Where "until" and "how" are among the arguments of a call, 0 if it has none.
[[nodiscard]] uint32_t until_index(uint32_t number) {
    switch (number) {
    case TAKT_CALL_MUTEX_LOCK:
    case TAKT_CALL_SEM_WAIT:
    case TAKT_CALL_TIMER_WAIT:
        return 1;
    case TAKT_CALL_COND_WAIT:
        return 2;
    case TAKT_CALL_FLAGS_WAIT:
    case TAKT_CALL_QUEUE_RECEIVE:
        return 3;
    case TAKT_CALL_QUEUE_SEND:
        return 4;
    default:
        return 0;
    }
}

/// The clock that a call names, now.
[[nodiscard]] uint64_t clock_of(const CallView& call, uint64_t how) {
    return (how & TAKT_CLOCK_REALTIME) != 0
               ? call.now_ns + static_cast<uint64_t>(call.real_offset_ns)
               : call.now_ns;
}

} // namespace

const char* Oracle::on_time(const CallView& call, int64_t result) {
    const Operation& operation = call.operation;
    const uint32_t index = until_index(operation.number);
    if (result == -ETIMEDOUT) {
        if (index == 0) {
            return "I31: ETIMEDOUT from a call without a time limit";
        }
        return clock_of(call, operation.arg[index + 1]) >= operation.arg[index]
                   ? nullptr
                   : "I28: a wait timed out before its time";
    }
    switch (operation.number) {
    case TAKT_CALL_SLEEP_UNTIL:
        return result != 0                                            ? "I31: sleep failed"
               : clock_of(call, operation.arg[1]) >= operation.arg[0] ? nullptr
                                                                      : "I28: woken early";
    case TAKT_CALL_WAIT_PERIOD: {
        if (result < 0) {
            return "I31: WAIT_PERIOD failed";
        }
        uint64_t& releases = state_.releases[call.thread];
        releases += 1 + static_cast<uint64_t>(result);
        const uint64_t due =
            state_.period_start[call.thread] + (releases - 1) * state_.period[call.thread];
        if (call.now_ns < due) {
            return "I28: released before the period began, or releases counted twice";
        }
        return nullptr;
    }
    case TAKT_CALL_TIMER_SET:
        state_.timer_first[operation.object] = operation.arg[1];
        state_.timer_interval[operation.object] = operation.arg[2];
        state_.timer_expiries[operation.object] = 0;
        return result == 0 ? nullptr : "I31: TIMER_SET failed";
    case TAKT_CALL_TIMER_CANCEL:
        return result == 0 || result == 1 ? nullptr : "I31: TIMER_CANCEL failed";
    case TAKT_CALL_TIMER_WAIT: {
        if (result == -EAGAIN && operation.arg[1] == 0) {
            return nullptr;
        }
        if (result <= 0) {
            return "I31: TIMER_WAIT returned something that it must not return";
        }
        if (state_.timer_sets_seen[call.thread] != state_.timer_sets[operation.object]) {
            return nullptr; // set while it waited: either setting may have ended the wait
        }
        uint64_t& expiries = state_.timer_expiries[operation.object];
        expiries += static_cast<uint64_t>(result);
        const uint64_t interval = state_.timer_interval[operation.object];
        if (interval == 0 && expiries > 1) {
            return "I28: a one-shot timer expired twice";
        }
        const uint64_t due = state_.timer_first[operation.object] + (expiries - 1) * interval;
        return call.now_ns >= due ? nullptr : "I28: a timer object expired early or too often";
    }
    case TAKT_CALL_SELF:
    case TAKT_CALL_ABI:
    case TAKT_CALL_CLOCK:
    case TAKT_CALL_SEM_VALUE:
    case TAKT_CALL_FLAGS_READ:
        return result >= 0 ? nullptr : "I31: a query failed";
    case TAKT_CALL_YIELD:
    case TAKT_CALL_SET_SCHED:
    case TAKT_CALL_SET_PERIOD:
    case TAKT_CALL_GO_LINUX:
        return result == 0 ? nullptr : "I31: a call that cannot fail failed";
    case TAKT_CALL_CLOSE:
        if (result == -EBUSY &&
            scenario_.objects[operation.object].create == TAKT_CALL_MUTEX_CREATE) {
            state_.closed[operation.object] = false; // somebody had it locked
            return nullptr;
        }
        state_.gone[operation.object] = true;
        return result == 0 ? nullptr : "I31: CLOSE failed";
    default:
        return "I31: a call returned something that it must not return";
    }
}

const char* Oracle::on_flags(const CallView& call, int64_t result) {
    const Operation& operation = call.operation;
    if (operation.number == TAKT_CALL_FLAGS_SET) {
        return result == 0 ? nullptr : "I31: FLAGS_SET failed";
    }
    const uint64_t ever =
        state_.flags_ever[operation.object] | scenario_.objects[operation.object].arg[0];
    if (operation.number == TAKT_CALL_FLAGS_CLEAR) {
        return result >= 0 && (static_cast<uint64_t>(result) & ~ever) == 0
                   ? nullptr
                   : "I20: FLAGS_CLEAR saw flags that nobody set";
    }
    if (result == -EAGAIN && operation.arg[3] == 0) {
        return nullptr;
    }
    if (result < 0) {
        return on_time(call, result);
    }
    const auto seen = static_cast<uint64_t>(result);
    const uint64_t wanted = operation.arg[1];
    if ((seen & ~ever) != 0) {
        return "I20: FLAGS_WAIT saw flags that nobody set";
    }
    const bool satisfied =
        (operation.arg[2] & TAKT_FLAGS_ALL) != 0 ? (seen & wanted) == wanted : (seen & wanted) != 0;
    return satisfied ? nullptr : "I20: FLAGS_WAIT returned without what it waited for";
}

/// The highest priority, plus one, of the messages that surely are in @p queue: their sends have
/// returned, and nobody has received them.
uint8_t Oracle::best_sent(uint8_t queue) const {
    uint64_t best = 0;
    for (uint8_t thread = 0; thread < scenario_.threads.size(); ++thread) {
        const Program& program = scenario_.threads[thread].program;
        for (uint8_t pc = 0; pc < program.size(); ++pc) {
            const OracleState::Message& message = state_.message[thread][pc];
            if (program[pc].number == TAKT_CALL_QUEUE_SEND && program[pc].object == queue &&
                message.sent && !message.received) {
                best = std::max(best, program[pc].arg[3] + 1);
            }
        }
    }
    return static_cast<uint8_t>(best);
}

/// With several, another one may have taken a message without having returned.
bool Oracle::has_one_receiver(uint8_t queue) const {
    return std::ranges::count_if(scenario_.threads, [queue](const ThreadSpec& thread) {
               return std::ranges::any_of(thread.program, [queue](const Operation& operation) {
                   return operation.number == TAKT_CALL_QUEUE_RECEIVE && operation.object == queue;
               });
           }) == 1;
}

const char* Oracle::on_queue(const CallView& call, int64_t result, const uint8_t* memory) {
    const Operation& operation = call.operation;
    OracleState::Counter& counter = state_.counter[operation.object];
    if (operation.number == TAKT_CALL_QUEUE_SEND) {
        if (result == 0) {
            ++counter.done;
            state_.message[call.thread][call.pc].sent = true;
            return nullptr;
        }
        --counter.put;
        if (state_.message[call.thread][call.pc].received) {
            return "I25: a message was received although its send failed";
        }
        state_.message[call.thread][call.pc].issued = false;
        return result == -EAGAIN && operation.arg[4] == 0 ? nullptr : on_time(call, result);
    }
    if (result < 0) {
        return result == -EAGAIN && operation.arg[3] == 0 ? nullptr : on_time(call, result);
    }
    // A message of the simulator is {sender, pc of the send}: its identity.
    if ((result & 0xffff) != 2) {
        return "I30: a message arrived with another length than it was sent with";
    }
    const uint8_t sender = memory[0];
    const uint8_t pc = memory[1];
    if (sender >= scenario_.threads.size() || pc >= scenario_.threads[sender].program.size()) {
        return "I30: a message arrived whose contents nobody sent";
    }
    const Operation& send = scenario_.threads[sender].program[pc];
    OracleState::Message& message = state_.message[sender][pc];
    if (!message.issued || message.received) {
        return "I20: a message arrived twice, or was never sent";
    }
    message.received = true;
    ++counter.taken;
    if (static_cast<uint64_t>(result) >> 16 != send.arg[3]) {
        return "I4: a message arrived with another priority";
    }
    if (has_one_receiver(operation.object) && send.arg[3] + 1 < state_.best_sent[call.thread]) {
        return "I4: a message was received before a more urgent one that was there";
    }
    // One receiver sees the messages of one sender and one priority in the order of sending.
    uint8_t& last = state_.last_message[call.thread][sender];
    if (last != 0 && pc + 1 <= last &&
        scenario_.threads[sender].program[last - 1].arg[3] == send.arg[3]) {
        return "I4: messages of one sender and one priority arrived out of order";
    }
    last = static_cast<uint8_t>(pc + 1);
    return nullptr;
}

} // namespace takt::sim
