// SPDX-License-Identifier: GPL-2.0-only
// Implements groups of event flags.
#include "object/event_flags_calls.hpp"

#include "object/steps.hpp"
#include "wait/blocking.hpp"

namespace takt {

bool are_satisfied(uint32_t bits, uint32_t mask, uint32_t mode) {
    return (mode & TAKT_FLAGS_ALL) != 0 ? (bits & mask) == mask : (bits & mask) != 0;
}

Outcome flags_wait(Pass& pass, Thread& self, Handle name, uint32_t mask, uint32_t mode,
                   Deadline until) {
    EventFlags* flags = pass.kernel.flags.place_of(name);
    if (flags == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{flags->lock, pass.held};
    if (!flags->is_live(name) || !flags->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    if (are_satisfied(flags->bits, mask, mode)) {
        const uint32_t seen = flags->bits;
        if ((mode & TAKT_FLAGS_CONSUME) != 0) {
            flags->bits &= ~mask;
        }
        return Outcome::done(seen);
    }
    const Error error = may_wait_until(pass, until);
    if (error != Error::none) {
        return Outcome::failed(error);
    }
    const WaitArguments wait{.flags_mask = mask, .flags_mode = mode};
    if (!block(pass, self, flags, &flags->waiting(), until, wait)) {
        return Outcome::interrupted();
    }
    return Outcome::blocked();
}

Outcome flags_set(Pass& pass, Thread& self, Handle name, uint32_t mask) {
    EventFlags* flags = pass.kernel.flags.place_of(name);
    if (flags == nullptr) {
        return Outcome::failed(Error::stale);
    }
    {
        LockGuard guard{flags->lock, pass.held};
        if (!flags->is_live(name) || !flags->may_use(*self.process)) {
            return Outcome::failed(Error::stale);
        }
        flags->bits |= mask;
    }
    self.unfinished = {.what = Unfinished::What::flags, .turn_pending = true, .object = name};
    static_cast<void>(take_step(pass, self.unfinished));
    return Outcome::done(0);
}

Outcome flags_clear(Pass& pass, Thread& self, Handle name, uint32_t mask) {
    EventFlags* flags = pass.kernel.flags.place_of(name);
    if (flags == nullptr) {
        return Outcome::failed(Error::stale);
    }
    LockGuard guard{flags->lock, pass.held};
    if (!flags->is_live(name) || !flags->may_use(*self.process)) {
        return Outcome::failed(Error::stale);
    }
    const uint32_t before = flags->bits;
    flags->bits &= ~mask;
    return Outcome::done(before);
}

Outcome flags_read(Pass& pass, Thread& self, Handle name) {
    return flags_clear(pass, self, name, 0);
}

} // namespace takt
