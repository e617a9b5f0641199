// SPDX-License-Identifier: GPL-2.0-only
// Implements waits. Lock order: donation or object lock first, then the lock of the thread's CPU.
#include "wait/blocking.hpp"

#include "base/check.hpp"
#include "object/cond_calls.hpp"
#include "sched/scheduler.hpp"
#include "seam/context_fast.h"
#include "thread/handover.hpp"
#include "wait/donation.hpp"

namespace takt {

namespace {

/// Does the wait that @p wait_count names still go on? The lock of @p object, which the caller
/// holds, keeps the answer true.
[[nodiscard]] bool still_waits(Pass& pass, Thread& thread, const Object& object,
                               uint32_t wait_count) TAKT_REQUIRES(hard_off) {
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard guard{cpu.lock, pass.held};
    return thread.stage.load(std::memory_order_relaxed) == Stage::blocked &&
           thread.blocked_on == &object && thread.wait_count == wait_count;
}

[[nodiscard]] bool is_under_donation_lock(const Object& object) {
    return object.kind == Kind::mutex || object.kind == Kind::cond;
}

/// Take @p thread out of the queue of @p object, whose lock the caller holds.
void leave_queue(Pass& pass, Thread& thread, Object& object)
    TAKT_REQUIRES(hard_off) TAKT_NO_ANALYSIS {
    thread.wait_node.queue->remove(thread.wait_node);
    if (object.kind == Kind::mutex) {
        waiter_left(pass, thread, static_cast<Mutex&>(object));
    }
}

void time_out_locked(Pass& pass, Thread& thread, Object& object, uint32_t wait_count)
    TAKT_REQUIRES(hard_off) TAKT_NO_ANALYSIS {
    if (!still_waits(pass, thread, object, wait_count)) {
        return;
    }
    leave_queue(pass, thread, object);
    if (object.kind == Kind::cond) {
        lock_again(pass, thread, to_abi(Error::timed_out));
    } else {
        wake(pass, thread, to_abi(Error::timed_out));
    }
}

[[nodiscard]] bool abort_locked(Pass& pass, Thread& thread, Object& object, uint32_t wait_count,
                                takt_reason reason) TAKT_REQUIRES(hard_off) {
    if (!still_waits(pass, thread, object, wait_count)) {
        return false;
    }
    leave_queue(pass, thread, object);
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard guard{cpu.lock, pass.held};
    hand_back_blocked(pass, cpu, thread, reason);
    return true;
}

} // namespace

Error may_wait_until(const Pass& pass, Deadline until) {
    if (until.is_never()) {
        return Error::none;
    }
    if (until.at.ns == 0) {
        return Error::would_block;
    }
    const Instant now = until.clock == Clock::monotonic ? pass.now : realtime_at(pass.now);
    return until.at <= now ? Error::timed_out : Error::none;
}

bool block(Pass& pass, Thread& self, Object* object, WaitQueue* queue, Deadline until,
           const WaitArguments& wait) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    TAKT_DEBUG_CHECK(cpu.running == &self);
    if (self.kick != TAKT_REASON_NONE) {
        return false;
    }
    // Its context may be donated to a thread of another CPU in a moment: done with it here.
    cpu.charge(pass.now);
    cpu.charged = &cpu.root;
    cpu.running = nullptr;
    cpu.queue.dequeue(*self.effective);
    set_stage(pass, cpu, self, Stage::blocked);
    self.blocked_on = object;
    self.wait = wait;
    self.wait.unlimited = until.is_never();
    self.wait.is_plain = object == nullptr && !wait.is_release && !self.delivery.pending &&
                         self.unfinished.what == Unfinished::What::nothing;
    ++self.wait_count;
    if (!until.is_never()) {
        cpu.timers.arm(self.timer, until);
        TAKT_TRACE(pass.trace, timer_arm, until.at.ns, static_cast<uint64_t>(TimerKind::thread),
                   static_cast<uint64_t>(until.clock));
    }
    if (queue != nullptr) {
        queue->insert(self.wait_node, self.effective->urgency());
    }
    pass.queue_changed = true;
    TAKT_TRACE(pass.trace, block, self.handle().raw(),
               object == nullptr ? 0 : object->handle().raw(), until.at.ns);
    return true;
}

void wake(Pass& pass, Thread& thread, int64_t result) {
    Cpu& cpu = pass.kernel.cpu_of(thread);
    LockGuard guard{cpu.lock, pass.held};
    make_ready(pass, cpu, thread, result);
}

void time_out(Pass& pass, Thread& thread, Object& object, uint32_t wait_count) {
    if (is_under_donation_lock(object)) {
        DonationGuard guard{pass};
        time_out_locked(pass, thread, object, wait_count);
    } else {
        LockGuard guard{object.lock, pass.held};
        time_out_locked(pass, thread, object, wait_count);
    }
}

bool abort_wait(Pass& pass, Thread& thread, Object& object, uint32_t wait_count,
                takt_reason reason) {
    if (is_under_donation_lock(object)) {
        DonationGuard guard{pass};
        return abort_locked(pass, thread, object, wait_count, reason);
    }
    LockGuard guard{object.lock, pass.held};
    return abort_locked(pass, thread, object, wait_count, reason);
}

void hand_back_blocked(Pass& pass, Cpu& cpu, Thread& thread, takt_reason reason) {
    if (!thread.wait.restartable) {
        takt_context_set_result(thread.context, to_abi(Error::interrupted));
        hand_back(pass, cpu, thread, TAKT_HANDBACK_CONTINUE, reason, 0);
    } else {
        hand_back(pass, cpu, thread,
                  reason == TAKT_REASON_SIGNAL ? TAKT_HANDBACK_RESTART : TAKT_HANDBACK_REWIND,
                  reason, 0);
    }
}

} // namespace takt
