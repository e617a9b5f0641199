// SPDX-License-Identifier: GPL-2.0-only
// Owns the verdicts of the behavioural reference for mutexes, condition variables and semaphores.
#include "oracle.hpp"

#include <cerrno>

namespace takt::sim {

namespace {

[[nodiscard]] bool is_recursive(const ObjectSpec& object) {
    return (object.arg[0] & TAKT_RECURSIVE) != 0;
}
[[nodiscard]] bool is_robust(const ObjectSpec& object) {
    return (object.arg[0] & TAKT_ROBUST) != 0;
}

} // namespace

void Oracle::on_issue(const CallView& call) {
    const Operation& operation = call.operation;
    OracleState::Counter* counter =
        operation.object < max_objects ? &state_.counter[operation.object] : nullptr;
    state_.too_late[call.thread] = counter != nullptr && state_.gone[operation.object];
    switch (operation.number) {
    case TAKT_CALL_MUTEX_UNLOCK:
    case TAKT_CALL_COND_WAIT: {
        // From here on somebody else may have it, before this call returns.
        const uint8_t object =
            operation.number == TAKT_CALL_COND_WAIT ? operation.second : operation.object;
        OracleState::Mutex& mutex = state_.mutex[object];
        if (mutex.holder == call.thread) {
            state_.releasing[call.thread] = mutex.depth;
            if (operation.number == TAKT_CALL_COND_WAIT || mutex.depth == 1) {
                mutex = {};
            } else {
                --mutex.depth;
            }
        }
        break;
    }
    case TAKT_CALL_SEM_POST:
        ++counter->put;
        state_.taken_before[call.thread] = counter->taken;
        break;
    case TAKT_CALL_QUEUE_SEND:
        ++counter->put;
        state_.message[call.thread][call.pc].issued = true;
        break;
    case TAKT_CALL_QUEUE_RECEIVE:
        state_.best_sent[call.thread] = best_sent(operation.object);
        break;
    case TAKT_CALL_FLAGS_SET:
        state_.flags_ever[operation.object] |= operation.arg[1];
        break;
    case TAKT_CALL_TIMER_WAIT:
        state_.timer_sets_seen[call.thread] = state_.timer_sets[operation.object];
        break;
    case TAKT_CALL_CLOSE:
        state_.closed[operation.object] = true;
        break;
    case TAKT_CALL_TIMER_SET:
    case TAKT_CALL_TIMER_CANCEL:
        ++state_.timer_sets[operation.object];
        break;
    case TAKT_CALL_SET_PERIOD:
        state_.period_start[call.thread] = operation.arg[0];
        state_.period[call.thread] = operation.arg[1];
        state_.releases[call.thread] = 0;
        break;
    default:
        break;
    }
}

const char* Oracle::on_return(const CallView& call, int64_t result, const uint8_t* memory) {
    const uint32_t number = call.operation.number;
    const uint8_t object = call.operation.object;
    if (state_.too_late[call.thread] && result != -ESTALE) {
        return "I31: an object was used after it was closed";
    }
    if ((result == -EIDRM || result == -ESTALE) && object < max_objects && state_.closed[object]) {
        if (number == TAKT_CALL_SEM_POST || number == TAKT_CALL_QUEUE_SEND) {
            --state_.counter[object].put;
        }
        return nullptr;
    }
    switch (call.operation.number) {
    case TAKT_CALL_MUTEX_LOCK:
    case TAKT_CALL_MUTEX_UNLOCK:
    case TAKT_CALL_MUTEX_CONSISTENT:
        return on_mutex(call, result);
    case TAKT_CALL_COND_WAIT:
    case TAKT_CALL_COND_SIGNAL:
    case TAKT_CALL_COND_BROADCAST:
        return on_cond(call, result);
    case TAKT_CALL_SEM_WAIT:
    case TAKT_CALL_SEM_POST:
        return on_semaphore(call, result);
    case TAKT_CALL_FLAGS_WAIT:
    case TAKT_CALL_FLAGS_SET:
    case TAKT_CALL_FLAGS_CLEAR:
        return on_flags(call, result);
    case TAKT_CALL_QUEUE_SEND:
    case TAKT_CALL_QUEUE_RECEIVE:
        return on_queue(call, result, memory);
    default:
        return on_time(call, result);
    }
}

const char* Oracle::mutex_locked(const CallView& call, uint8_t object) {
    OracleState::Mutex& mutex = state_.mutex[object];
    if (mutex.holder == nobody) {
        mutex = {call.thread, 1};
        return nullptr;
    }
    if (mutex.holder != call.thread) {
        return "I14 mutual exclusion: a second thread got the mutex";
    }
    if (!is_recursive(scenario_.objects[object])) {
        return "I14: a mutex that is not recursive was locked twice by its owner";
    }
    ++mutex.depth;
    return nullptr;
}

const char* Oracle::on_mutex(const CallView& call, int64_t result) {
    const uint8_t object = call.operation.object;
    OracleState::Mutex& mutex = state_.mutex[object];
    if (call.operation.number == TAKT_CALL_MUTEX_UNLOCK) {
        const bool owned = state_.releasing[call.thread] != 0;
        state_.releasing[call.thread] = 0;
        if (owned != (result == 0) || (!owned && result != -EPERM)) {
            return "I14: unlock by the owner failed, or by somebody else succeeded";
        }
        return nullptr;
    }
    if (call.operation.number == TAKT_CALL_MUTEX_CONSISTENT) {
        if (result == 0) {
            state_.inconsistent[object] = false;
        }
        return result == 0 || mutex.holder != call.thread || result == -EINVAL
                   ? nullptr
                   : "I14: making a mutex consistent failed for its owner";
    }
    switch (result) {
    case 0:
        if (state_.inconsistent[object] && mutex.holder == nobody) {
            return "I14: a mutex whose owner died was locked as if it were sound";
        }
        return mutex_locked(call, object);
    case -EOWNERDEAD:
        if (!is_robust(scenario_.objects[object]) || !state_.owner_died[object]) {
            return "I14: EOWNERDEAD although no owner of a robust mutex has died";
        }
        return mutex_locked(call, object);
    case -EDEADLK:
        return nullptr; // whether a cycle was there is judged on the graph (I17)
    case -ETIMEDOUT:
        return on_time(call, result);
    case -EBUSY:
        return call.operation.arg[1] == 0 ? nullptr : "I20: EBUSY from a lock call that may wait";
    case -ENOTRECOVERABLE:
        return state_.owner_died[object] ? nullptr : "I14: ENOTRECOVERABLE without a dead owner";
    case -ELOOP:
        return nullptr;
    default:
        return "I31: lock returned something that it must not return";
    }
}

const char* Oracle::on_cond(const CallView& call, int64_t result) {
    if (call.operation.number != TAKT_CALL_COND_WAIT) {
        return result == 0 ? nullptr : "I31: signalling a condition variable failed";
    }
    const bool owned = state_.releasing[call.thread] != 0;
    state_.releasing[call.thread] = 0;
    if (result == -EPERM) {
        return owned ? "I14: COND_WAIT denied the owner of the mutex" : nullptr;
    }
    if (result == -ETIMEDOUT) {
        if (const char* complaint = on_time(call, result)) {
            return complaint;
        }
    } else if (result == -EINTR || result == -EDEADLK || result == -ELOOP) {
        return nullptr; // the mutex was not locked again
    } else if (result != 0) {
        return "I31: COND_WAIT returned something that it must not return";
    }
    return mutex_locked(call, call.operation.second);
}

const char* Oracle::on_semaphore(const CallView& call, int64_t result) {
    const uint8_t object = call.operation.object;
    OracleState::Counter& counter = state_.counter[object];
    const auto initial = static_cast<int32_t>(scenario_.objects[object].arg[0]);
    if (call.operation.number == TAKT_CALL_SEM_POST) {
        if (result == -EOVERFLOW) {
            --counter.put;
            // It may have been full when the post was refused, and been emptied before this return.
            return initial + counter.put - state_.taken_before[call.thread] >=
                           static_cast<int32_t>(scenario_.objects[object].arg[1])
                       ? nullptr
                       : "I20: a post was refused although the semaphore cannot have been full";
        }
        ++counter.done;
        return result == 0 ? nullptr : "I31: SEM_POST returned something that it must not return";
    }
    if (result == 0) {
        ++counter.taken;
        return counter.taken <= initial + counter.put
                   ? nullptr
                   : "I20: more semaphore waits succeeded than posts began";
    }
    if (result == -EAGAIN) {
        return call.operation.arg[1] == 0 ? nullptr : "I20: EAGAIN from a wait that may wait";
    }
    return on_time(call, result);
}

void Oracle::on_thread_end(uint8_t thread) {
    for (uint8_t object = 0; object < scenario_.objects.size(); ++object) {
        if (state_.mutex[object].holder == thread) {
            state_.mutex[object] = {};
            state_.owner_died[object] = true;
            state_.inconsistent[object] = true;
        }
    }
}

const char* Oracle::at_end() const {
    for (uint8_t object = 0; object < scenario_.objects.size(); ++object) {
        const OracleState::Counter& counter = state_.counter[object];
        if (counter.done != counter.put) {
            return "I20: a put has begun and not ended";
        }
        if (state_.mutex[object].holder != nobody) {
            return "I14: a mutex is still held after the end of its owner";
        }
    }
    return nullptr;
}

} // namespace takt::sim
