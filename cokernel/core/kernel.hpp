// SPDX-License-Identifier: GPL-2.0-only
// Owns the kernel object, in which all state of the core is, and the pass, which every event is.
#pragma once

#include "base/limits.hpp"
#include "base/opaque.hpp"
#include "base/time.hpp"
#include "lock/hard_lock.hpp"
#include "object/cond.hpp"
#include "object/event_flags.hpp"
#include "object/message_queue.hpp"
#include "object/mutex.hpp"
#include "object/pool.hpp"
#include "object/semaphore.hpp"
#include "object/timer_object.hpp"
#include "sched/cpu.hpp"
#include "seam/core.h"
#include "thread/process.hpp"
#include "thread/thread.hpp"
#include "trace/trace.hpp"

namespace takt {

class Kernel {
public:
    uint32_t cpu_count = 0;
    /// How long RT threads may keep Linux off a CPU; up to the horizon without a watchdog.
    Duration watchdog;
    Tracer trace;

    DonationLock donation_lock;
    RegistryLock registry_lock;
    /// Time used by threads that are gone.
    Duration retired TAKT_GUARDED_BY(registry_lock);

    Cpu cpus[limits::cpus];
    Process processes[limits::processes] TAKT_GUARDED_BY(registry_lock);

    Pool<Thread, Kind::thread, limits::threads> threads;
    Pool<Mutex, Kind::mutex, limits::mutexes> mutexes;
    Pool<Cond, Kind::cond, limits::conds> conds;
    Pool<Semaphore, Kind::semaphore, limits::semaphores> semaphores;
    Pool<EventFlags, Kind::flags, limits::flags> flags;
    Pool<MessageQueue, Kind::queue, limits::queues> queues;
    Pool<TimerObject, Kind::timer, limits::timers> timers;

    /// What threads write whose status nobody reads.
    takt_status unread_status = {};

    MessageUnits free_messages TAKT_GUARDED_BY(registry_lock);
    MessageSlot messages[limits::messages];

    [[nodiscard]] Cpu& cpu_of(const Thread& thread) {
        return opaque(cpus[thread.cpu.load(std::memory_order_acquire)]);
    }
};

/// One pass: interrupts are really off from its beginning to its end.
class Pass {
public:
    enum class Ends : uint8_t {
        in_dispatch, // an event: the pass itself chooses the next context
        in_linux,    // an in-band service: this CPU is told by an IPI, as others are
    };

    Pass(Kernel& the_kernel, Ends the_end) TAKT_REQUIRES(hard_off);

    /// A pass that may turn out not to need the time: it looks at the clock before it does.
    struct Timeless {};
    Pass(Kernel& the_kernel, Ends the_end, Timeless) TAKT_REQUIRES(hard_off);
    void look_at_clock();

    Kernel& kernel;
    Cpu& cpu;
    /// As it was when the pass began: nearer than the kernel's.
    const Tracer trace;
    /// The one instant of the pass.
    Instant now{0};
    HeldRanks held;
    Ends ends;
    /// Who is next on this CPU, or when its timer must fire, may have changed: dispatch.
    bool queue_changed = false;
};

/// "The donation lock is held", as a name that annotations can use everywhere.
class TAKT_CAPABILITY("donation") DonationHeld {};
inline constexpr DonationHeld donation_held{};

class TAKT_SCOPED_CAPABILITY DonationGuard {
public:
    explicit DonationGuard(Pass& pass) TAKT_ACQUIRE(donation_held) TAKT_NO_ANALYSIS : pass_{pass} {
        pass_.kernel.donation_lock.lock(pass_.held);
    }
    ~DonationGuard() TAKT_RELEASE() TAKT_NO_ANALYSIS {
        pass_.kernel.donation_lock.unlock(pass_.held);
    }
    DonationGuard(const DonationGuard&) = delete;
    DonationGuard& operator=(const DonationGuard&) = delete;

private:
    Pass& pass_;
};

} // namespace takt
