// SPDX-License-Identifier: MIT
// Implements message queues of the emulation: a full or empty queue is polled on its one list of
// waiters.
#include <cerrno>

#include "objects.hpp"

namespace takt::emulation {

namespace {

/// Senders and receivers share the list: everything that changes the queue wakes all of it.
void wake_all(Object& queue) {
    while (Waiter* waiter = pop(queue)) {
        end_wait(*waiter, 0);
    }
}

int64_t send(Object& queue, const uint64_t (&argument)[6]) {
    const uint64_t bytes = argument[2];
    if (bytes > queue.message_bytes) {
        return -EMSGSIZE;
    }
    if (argument[3] > TAKT_QUEUE_PRIORITY_MAX) {
        return -EINVAL;
    }
    const uint32_t generation = queue.generation;
    while (queue.messages == queue.capacity) {
        Waiter waiter;
        if (const int64_t result =
                wait(queue, waiter, argument[4], static_cast<uint32_t>(argument[5]));
            result != 0) {
            return result;
        }
        if (queue.generation != generation || queue.kind != Kind::queue) {
            return -EIDRM;
        }
    }
    Message& message = queue.message[queue.messages++];
    message.bytes = static_cast<uint32_t>(bytes);
    message.priority = static_cast<uint32_t>(argument[3]);
    message.order = queue.order++;
    memcpy(message.data.data(), reinterpret_cast<const void*>(argument[1]), bytes);
    wake_all(queue);
    return 0;
}

int64_t receive(Object& queue, const uint64_t (&argument)[6]) {
    const uint32_t generation = queue.generation;
    while (queue.messages == 0) {
        Waiter waiter;
        if (const int64_t result =
                wait(queue, waiter, argument[3], static_cast<uint32_t>(argument[4]));
            result != 0) {
            return result;
        }
        if (queue.generation != generation || queue.kind != Kind::queue) {
            return -EIDRM;
        }
    }
    uint32_t best = 0;
    for (uint32_t index = 1; index < queue.messages; ++index) {
        const Message& one = queue.message[index];
        const Message& other = queue.message[best];
        if (one.priority > other.priority ||
            (one.priority == other.priority && one.order < other.order)) {
            best = index;
        }
    }
    Message& message = queue.message[best];
    if (message.bytes > argument[2]) {
        return -EMSGSIZE;
    }
    memcpy(reinterpret_cast<void*>(argument[1]), message.data.data(), message.bytes);
    const int64_t result = int64_t{message.priority} << 16 | message.bytes;
    message = queue.message[--queue.messages];
    wake_all(queue);
    return result;
}

} // namespace

int64_t queue_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* queue = nullptr;
    if (number == TAKT_CALL_QUEUE_CREATE) {
        if (argument[0] == 0 || argument[0] > TAKT_QUEUE_MESSAGES_MAX || argument[1] == 0 ||
            argument[1] > TAKT_QUEUE_BYTES_MAX) {
            return -EINVAL;
        }
        const int64_t handle = create(Kind::queue, queue);
        if (handle >= 0) {
            queue->capacity = static_cast<uint32_t>(argument[0]);
            queue->message_bytes = static_cast<uint32_t>(argument[1]);
        }
        return handle;
    }
    queue = find(argument[0], Kind::queue);
    if (queue == nullptr) {
        return -ESTALE;
    }
    return number == TAKT_CALL_QUEUE_SEND ? send(*queue, argument) : receive(*queue, argument);
}

} // namespace takt::emulation
