// SPDX-License-Identifier: GPL-2.0-only
// Implements message queues.
#include "object/message_queue_calls.hpp"

#include <bit>

#include "wait/blocking.hpp"

namespace takt {

namespace {

/// A slot that has not been used since the queue was made. Precondition: there is one.
[[nodiscard]] MessageSlot& fresh_slot(Kernel& kernel, MessageQueue& queue)
    TAKT_REQUIRES(queue.lock) {
    const uint32_t first = queue.untouched.first() * messages_per_unit;
    MessageSlot& slot = kernel.messages[first + queue.used_of_first];
    if (++queue.used_of_first == messages_per_unit) {
        queue.used_of_first = 0;
        queue.untouched.drop_first();
    }
    return slot;
}

/// Precondition: it is not full. So what is in no list has never been used.
[[nodiscard]] MessageSlot& take_slot(Kernel& kernel, MessageQueue& queue)
    TAKT_REQUIRES(queue.lock) {
    MessageSlot* slot = queue.unused.front();
    if (slot == nullptr) {
        return fresh_slot(kernel, queue);
    }
    List<MessageSlot>::remove(*slot);
    return *slot;
}

void put(Kernel& kernel, MessageQueue& queue, const Message& message) TAKT_REQUIRES(queue.lock) {
    MessageSlot& slot = take_slot(kernel, queue);
    slot.message.copy_from(message);
    queue.level[message.priority].push_back(slot);
    queue.occupied |= 1U << message.priority;
    ++queue.count;
}

/// Precondition: not empty. The oldest of the highest priority.
void get(MessageQueue& queue, Message& message) TAKT_REQUIRES(queue.lock) {
    const uint32_t priority = 31U - static_cast<uint32_t>(std::countl_zero(queue.occupied));
    MessageSlot& slot = *queue.level[priority].front();
    message.copy_from(slot.message);
    List<MessageSlot>::remove(slot);
    if (queue.level[priority].is_empty()) {
        queue.occupied &= ~(1U << priority);
    }
    queue.unused.push_front(slot);
    --queue.count;
}

[[nodiscard]] int64_t received(const Message& message) {
    return static_cast<int64_t>(message.priority) << 16 | message.bytes;
}

} // namespace

Outcome queue_send(Pass& pass, Thread& self, Handle name, const Message& message, Deadline until) {
    MessageQueue* queue = pass.kernel.queues.place_of(name);
    if (queue == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{queue->lock, pass.held};
    if (!queue->is_live(name) || !queue->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (message.bytes > queue->bytes_max) {
        return Outcome::failed(Error::message_size);
    }
    Thread* receiver = queue->receivers.pop();
    if (receiver != nullptr) {
        receiver->message.copy_from(message);
        receiver->delivery = {.pending = true, .address = receiver->wait.receive_address};
        wake(pass, *receiver, received(message));
        return Outcome::done(0);
    }
    if (queue->count < queue->capacity) {
        put(pass.kernel, *queue, message);
        return Outcome::done(0);
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    if (!block(pass, self, queue, &queue->senders, until, {})) {
        return Outcome::interrupted();
    }
    self.message.copy_from(message);
    return Outcome::blocked();
}

Outcome queue_receive(Pass& pass, Thread& self, Handle name, uint64_t address, uint64_t room,
                      Deadline until) {
    MessageQueue* queue = pass.kernel.queues.place_of(name);
    if (queue == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{queue->lock, pass.held};
    if (!queue->is_live(name) || !queue->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (room < queue->bytes_max) {
        return Outcome::failed(Error::message_size);
    }
    if (queue->count > 0) {
        get(*queue, self.message);
        self.delivery = {.pending = true, .address = address};
        Thread* sender = queue->senders.pop();
        if (sender != nullptr) {
            put(pass.kernel, *queue, sender->message);
            wake(pass, *sender, 0);
        }
        return Outcome::done(received(self.message));
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    const WaitArguments wait{.receive_address = address};
    if (!block(pass, self, queue, &queue->receivers, until, wait)) {
        return Outcome::interrupted();
    }
    return Outcome::blocked();
}

} // namespace takt
