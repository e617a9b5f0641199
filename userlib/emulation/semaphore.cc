// SPDX-License-Identifier: MIT
// Implements semaphores and event flags of the emulation.
#include <cerrno>

#include "objects.hpp"

namespace takt::emulation {

int64_t semaphore_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* semaphore = nullptr;
    if (number == TAKT_CALL_SEM_CREATE) {
        if (argument[1] == 0 || argument[1] > TAKT_SEM_VALUE_MAX || argument[0] > argument[1]) {
            return -EINVAL;
        }
        const int64_t handle = create(Kind::semaphore, semaphore);
        if (handle >= 0) {
            semaphore->value = static_cast<uint32_t>(argument[0]);
            semaphore->maximum = static_cast<uint32_t>(argument[1]);
        }
        return handle;
    }
    semaphore = find(argument[0], Kind::semaphore);
    if (semaphore == nullptr) {
        return -ESTALE;
    }
    switch (number) {
    case TAKT_CALL_SEM_WAIT: {
        if (semaphore->value > 0) {
            --semaphore->value;
            return 0;
        }
        Waiter waiter;
        return wait(*semaphore, waiter, argument[1], static_cast<uint32_t>(argument[2]));
    }
    case TAKT_CALL_SEM_POST:
        if (Waiter* waiter = pop(*semaphore)) {
            end_wait(*waiter, 0);
        } else if (semaphore->value == semaphore->maximum) {
            return -EOVERFLOW;
        } else {
            ++semaphore->value;
        }
        return 0;
    default:
        return semaphore->value;
    }
}

namespace {

constexpr uint64_t flag_bits = 0x7fffffff;

/// Do the flags satisfy the wait? Consumes them if it asked for that.
bool satisfied(Object& group, uint32_t mask, uint32_t mode) {
    const uint32_t seen = group.value & mask;
    if ((mode & TAKT_FLAGS_ALL) != 0 ? seen != mask : seen == 0) {
        return false;
    }
    if ((mode & TAKT_FLAGS_CONSUME) != 0) {
        group.value &= ~mask;
    }
    return true;
}

void set_flags(Object& group, uint32_t mask) {
    group.value |= mask;
    for (Waiter** place = &group.waiters; *place != nullptr;) {
        Waiter* waiter = *place;
        const uint32_t seen = group.value;
        if (satisfied(group, waiter->mask, waiter->mode)) {
            *place = waiter->next;
            end_wait(*waiter, seen);
        } else {
            place = &waiter->next;
        }
    }
}

} // namespace

int64_t flags_call(takt_call_number number, const uint64_t (&argument)[6]) {
    Object* group = nullptr;
    if (number == TAKT_CALL_FLAGS_CREATE) {
        if (argument[0] > flag_bits) {
            return -EINVAL;
        }
        const int64_t handle = create(Kind::flags, group);
        if (handle >= 0) {
            group->value = static_cast<uint32_t>(argument[0]);
        }
        return handle;
    }
    group = find(argument[0], Kind::flags);
    if (group == nullptr) {
        return -ESTALE;
    }
    const uint32_t before = group->value;
    const auto mask = static_cast<uint32_t>(argument[1]);
    switch (number) {
    case TAKT_CALL_FLAGS_WAIT: {
        if (mask == 0 || argument[1] > flag_bits || argument[2] > 3) {
            return -EINVAL;
        }
        Waiter waiter;
        waiter.mask = mask;
        waiter.mode = static_cast<uint32_t>(argument[2]);
        return satisfied(*group, mask, waiter.mode)
                   ? int64_t{before}
                   : wait(*group, waiter, argument[3], static_cast<uint32_t>(argument[4]));
    }
    case TAKT_CALL_FLAGS_SET:
        if (argument[1] > flag_bits) {
            return -EINVAL;
        }
        set_flags(*group, mask);
        return 0;
    case TAKT_CALL_FLAGS_CLEAR:
        group->value &= ~mask;
        return before;
    default:
        return before;
    }
}

} // namespace takt::emulation
