// SPDX-License-Identifier: GPL-2.0-only
// Implements expiry in two halves: out of the heap under the CPU's lock, the rest under the
// object's.
#include "wait/expiry.hpp"

#include "base/annotations.hpp"
#include "base/loop_bound.hpp"
#include "object/timer_calls.hpp"
#include "sched/scheduler.hpp"
#include "wait/blocking.hpp"

namespace takt {

namespace {

/// An expiry whose second half needs a lock that ranks below the CPU's. In between, the wait may
/// end or the timer be set anew: `count` tells. The objects may even be destroyed; their memory
/// stays.
struct Expired {
    Thread* thread; // nullptr: a timer object
    TimerObject* timer;
    Object* object; // what the thread waited for
    uint32_t count; // Thread::wait_count or TimerObject::setting
};

/// First half; @p popped timers have been taken out already. Returns how many are left for the
/// second.
uint32_t pop_due(Pass& pass, Cpu& cpu, Expired (&expired)[limits::expiries_per_pass],
                 uint32_t popped) TAKT_REQUIRES(hard_off, cpu.lock) {
    uint32_t count = 0;
    for (uint32_t taken = popped; taken < limits::expiries_per_pass; ++taken) {
        Timer* timer = cpu.timers.pop_due(pass.now);
        if (timer == nullptr) {
            break;
        }
        TAKT_TRACE(pass.trace, timer_expire, pass.now.ns, static_cast<uint64_t>(timer->kind),
                   static_cast<uint64_t>(timer->clock));
        if (timer->kind == TimerKind::object) {
            TimerObject* object = static_cast<ObjectTimer*>(timer)->object;
            expired[count++] = {nullptr, object, nullptr, object->setting};
            continue;
        }
        Thread& thread = *static_cast<ThreadTimer*>(timer)->thread;
        if (thread.blocked_on == nullptr) {
            if (thread.wait.is_release) {
                thread.release = thread.release + thread.period;
            }
            make_ready(pass, cpu, thread, thread.wait.result);
        } else {
            expired[count++] = {&thread, nullptr, thread.blocked_on, thread.wait_count};
        }
    }
    return count;
}

/// Second half.
TAKT_COLD void finish_expired(Pass& pass, const Expired (&expired)[limits::expiries_per_pass],
                              uint32_t count) TAKT_REQUIRES(hard_off) {
    LoopBound<limits::expiries_per_pass> due;
    for (uint32_t index = 0; index < count; ++index) {
        due.step();
        const Expired& one = expired[index];
        if (one.thread != nullptr) {
            time_out(pass, *one.thread, *one.object, one.count);
        } else {
            timer_expired(pass, *one.timer, one.count);
        }
    }
}

/// The thread whose sleep has ended, if its timer is the earliest and Linux has the CPU: the
/// wake-up path of a periodic thread. Its timer is out of the heap then.
[[nodiscard]] Thread* only_sleeper(const Pass& pass, Cpu& cpu) TAKT_REQUIRES(cpu.lock) {
    TimerHeap& heap = cpu.timers.heap(Clock::monotonic);
    Timer* timer = heap.first();
    if (!cpu.queue.is_empty() || timer == nullptr || heap.earliest() > pass.now ||
        timer->kind != TimerKind::thread || !cpu.timers.heap(Clock::realtime).is_empty()) {
        return nullptr;
    }
    Thread& thread = *static_cast<ThreadTimer*>(timer)->thread;
    const SchedulingContext& context = *thread.effective;
    if (!thread.wait.is_plain || context.urgency().band() != Band::fixed ||
        context.slice().ns != 0) {
        return nullptr;
    }
    heap.erase(*timer);
    return &thread;
}

/// Whatever is due, after @p popped timers.
TAKT_COLD takt_next expire_any(Pass& pass, uint32_t popped) TAKT_REQUIRES(hard_off) {
    Expired expired[limits::expiries_per_pass];
    uint32_t count;
    {
        Cpu& cpu = pass.cpu;
        LockGuard guard{cpu.lock, pass.held};
        count = pop_due(pass, cpu, expired, popped);
        if (__builtin_expect(count == 0, 1)) {
            return dispatch_locked(pass, cpu); // the wake-up path takes one lock, once
        }
    }
    finish_expired(pass, expired, count);
    return dispatch(pass);
}

} // namespace

takt_next expire_and_dispatch(Pass& pass) {
    uint32_t popped = 0;
    {
        Cpu& cpu = pass.cpu;
        LockGuard guard{cpu.lock, pass.held};
        cpu.shot = Instant::never(); // it fired; a spurious call programs the same one again
        cpu.timers.set_moved(true);
        Thread* sleeper = only_sleeper(pass, cpu);
        if (sleeper != nullptr) {
            const Instant next = cpu.timers.heap(Clock::monotonic).earliest();
            if (__builtin_expect(next > pass.now, 1)) {
                return run_over_root(pass, cpu, *sleeper, next);
            }
            make_ready(pass, cpu, *sleeper, sleeper->wait.result);
            popped = 1;
        }
    }
    pass.queue_changed = true;
    return expire_any(pass, popped);
}

} // namespace takt
