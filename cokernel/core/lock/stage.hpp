// SPDX-License-Identifier: GPL-2.0-only
// Owns the capability "interrupts are really off" and the scopes that establish it.
#pragma once

#include "base/annotations.hpp"
#include "seam/irq.h"

namespace takt {

/// A capability without content: having it means that this CPU's interrupts are really off, so that
/// the CPU does not change under the code and hard locks may be taken.
class TAKT_CAPABILITY("stage") HardOff {};

/// The name by which annotations speak of it.
inline constexpr HardOff hard_off{};

/// The platform called with interrupts off: an event.
class TAKT_SCOPED_CAPABILITY EventScope {
public:
    EventScope() TAKT_ACQUIRE(hard_off) {}
    ~EventScope() TAKT_RELEASE() {}
    EventScope(const EventScope&) = delete;
    EventScope& operator=(const EventScope&) = delete;
};

/// Linux called with interrupts on: turn them off for a bounded section.
class TAKT_SCOPED_CAPABILITY HardOffScope {
public:
    HardOffScope() TAKT_ACQUIRE(hard_off) : state_{takt_plat_irq_save()} {}
    ~HardOffScope() TAKT_RELEASE() { takt_plat_irq_restore(state_); }
    HardOffScope(const HardOffScope&) = delete;
    HardOffScope& operator=(const HardOffScope&) = delete;

private:
    unsigned long state_;
};

} // namespace takt
