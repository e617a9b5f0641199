// SPDX-License-Identifier: GPL-2.0-only
// Implements the counted operations. Whole passes are counted from the event to the next context.
#include "operations.hpp"

#include <array>
#include <deque>
#include <memory>
#include <random>

#include "machine.hpp"
#include "sched/run_queue.hpp"
#include "stepper.hpp"
#include "time/timer_heap.hpp"
#include "uapi/takt.h"

namespace takt::bench {

namespace {

using Random = std::mt19937_64;

/// The compiler must not know what it is.
template<typename T>
void hide(T& value) {
    asm volatile("" : "+r"(value)::"memory");
}

/// Every level occupied but the one of the counted context, in random order.
class FullQueue {
public:
    explicit FullQueue(Random& random) {
        queue->init();
        for (SchedulingContext& context : others) {
            context.set_urgency(Urgency::fixed(1 + random() % 99));
            queue->enqueue(context, Place::tail);
        }
    }
    std::unique_ptr<RunQueue> queue = std::make_unique<RunQueue>();
    std::deque<SchedulingContext> others = std::deque<SchedulingContext>(200);
    SchedulingContext subject;
};

void enqueue_pick(uint64_t seed, uint32_t samples) {
    Random random{seed};
    FullQueue full{random};
    for (uint32_t sample = 0; sample < samples; ++sample) {
        full.subject.set_urgency(sample % 8 == 0 ? Urgency::weak()
                                                 : Urgency::fixed(1 + random() % 99));
        RunQueue* queue = full.queue.get();
        SchedulingContext* context = &full.subject;
        hide(queue);
        hide(context);
        begin_count();
        queue->enqueue(*context, Place::tail);
        SchedulingContext* top = queue->top();
        hide(top);
        end_count();
        queue->dequeue(*context);
    }
}

void dequeue(uint64_t seed, uint32_t samples) {
    Random random{seed};
    FullQueue full{random};
    for (uint32_t sample = 0; sample < samples; ++sample) {
        full.subject.set_urgency(sample % 8 == 0 ? Urgency::weak()
                                                 : Urgency::fixed(1 + random() % 99));
        full.queue->enqueue(full.subject, Place::tail);
        RunQueue* queue = full.queue.get();
        SchedulingContext* context = &full.subject;
        hide(queue);
        hide(context);
        begin_count();
        queue->dequeue(*context);
        end_count();
    }
}

/// A heap with 1,024 timers less the one that is counted; keys ascend with the place in the array,
/// so that the earliest sifts to the top and the last one, moved to the top, sifts to the bottom.
class FullHeap {
public:
    FullHeap() {
        for (uint64_t index = 0; index + 1 < TimerHeap::capacity; ++index) {
            heap->insert(timers[index], {1'000 + index});
        }
    }
    std::unique_ptr<TimerHeap> heap = std::make_unique<TimerHeap>();
    std::vector<Timer> timers = std::vector<Timer>(TimerHeap::capacity);
    Timer subject;
};

void timer_arm(uint64_t seed, uint32_t samples) {
    Random random{seed};
    FullHeap full;
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const Instant at{sample % 2 == 0 ? 1 : random() % 3'000};
        TimerHeap* heap = full.heap.get();
        Timer* timer = &full.subject;
        hide(heap);
        hide(timer);
        begin_count();
        heap->insert(*timer, at);
        end_count();
        heap->erase(*timer);
    }
}

void timer_cancel(uint64_t seed, uint32_t samples) {
    Random random{seed};
    FullHeap full;
    full.heap->insert(full.timers.back(), {5'000});
    for (uint32_t sample = 0; sample < samples; ++sample) {
        Timer* timer = &full.timers[random() % full.timers.size()];
        const Instant at = full.heap->due(*timer);
        TimerHeap* heap = full.heap.get();
        hide(heap);
        hide(timer);
        begin_count();
        heap->erase(*timer);
        end_count();
        heap->insert(*timer, at);
    }
}

void timer_expire(uint64_t seed, uint32_t samples) {
    Random random{seed};
    FullHeap full;
    full.heap->insert(full.subject, {999});
    uint64_t last = 5'000;
    for (uint32_t sample = 0; sample < samples; ++sample) {
        TimerHeap* heap = full.heap.get();
        hide(heap);
        begin_count();
        Timer* timer = heap->first();
        heap->erase(*timer);
        hide(timer);
        end_count();
        last += 1 + random() % 3;
        heap->insert(*timer, {sample % 2 == 0 ? last : 999});
    }
}

takt_call make_call(takt_call_number number, std::array<uint64_t, 6> arguments = {}) {
    takt_call call{.number = number, .arg = {}};
    std::copy(arguments.begin(), arguments.end(), call.arg);
    return call;
}

/// Count the pass that serves @p call for the running thread.
void count_call(Machine& machine, const takt_call& call) {
    takt_core* core = machine.core();
    begin_count();
    takt_core_on_syscall(core, &call);
    end_count();
}

uint64_t handle(int64_t result) {
    return static_cast<uint64_t>(result);
}

void null_call(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        count_call(machine, make_call(TAKT_CALL_SELF));
    }
}

void mutex_uncontended(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    const uint64_t mutex = handle(machine.call(make_call(TAKT_CALL_MUTEX_CREATE)));
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const takt_call lock = make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER});
        const takt_call unlock = make_call(TAKT_CALL_MUTEX_UNLOCK, {mutex});
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_syscall(core, &lock);
        takt_core_on_syscall(core, &unlock);
        end_count();
    }
}

/// The longest chain: thread i owns mutex i and waits for mutex i-1; the last one blocks, and later
/// gives up, at the far end, while every queue on the way holds other waiters.
class Chain {
public:
    explicit Chain(uint32_t links) {
        maker = &machine.enter(1);
        for (uint32_t index = 0; index < links; ++index) {
            mutexes.push_back(handle(machine.call(make_call(TAKT_CALL_MUTEX_CREATE))));
        }
        for (uint32_t index = 0; index < links; ++index) {
            owners.push_back(&machine.enter(10 + index));
            machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutexes[index], TAKT_FOREVER}));
            if (index > 0) {
                machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutexes[index - 1], TAKT_FOREVER}));
            }
            for (uint32_t other = 0; other < 12; ++other) {
                machine.enter(9, make_call(TAKT_CALL_MUTEX_LOCK, {mutexes[index], TAKT_FOREVER}));
            }
        }
    }
    Machine machine;
    Thread* maker;
    std::vector<uint64_t> mutexes;
    std::vector<Thread*> owners;
};

void count_block(uint32_t links, uint32_t samples) {
    Chain chain{links};
    Thread& urgent = chain.machine.enter(90);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        count_call(chain.machine, make_call(TAKT_CALL_MUTEX_LOCK,
                                            {chain.mutexes.back(), chain.machine.now() + 1'000}));
        chain.machine.set_time(chain.machine.now() + 1'000);
        takt_core_on_timer(chain.machine.core());
        if (urgent.stage_now() != Stage::running) {
            std::abort();
        }
    }
}

void mutex_block(uint64_t, uint32_t samples) {
    count_block(1, samples);
}

void mutex_block_chain(uint64_t, uint32_t samples) {
    count_block(limits::chain_links, samples);
}

void mutex_time_out_chain(uint64_t, uint32_t samples) {
    Chain chain{limits::chain_links};
    chain.machine.enter(90);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        chain.machine.call(
            make_call(TAKT_CALL_MUTEX_LOCK, {chain.mutexes.back(), chain.machine.now() + 1'000}));
        chain.machine.set_time(chain.machine.now() + 1'000);
        takt_core* core = chain.machine.core();
        begin_count();
        takt_core_on_timer(core);
        end_count();
    }
}

/// The owner runs on what a waiter donates, and hands the mutex to it, past a queue of others.
void mutex_handover(uint64_t, uint32_t samples) {
    Machine machine;
    Thread& low = machine.enter(10);
    const uint64_t mutex = handle(machine.call(make_call(TAKT_CALL_MUTEX_CREATE)));
    machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
    for (uint32_t other = 0; other < 100; ++other) {
        machine.enter(20 + other % 10, make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
    }
    Thread& high = machine.enter(90);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER})); // high blocks
        count_call(machine, make_call(TAKT_CALL_MUTEX_UNLOCK, {mutex}));      // low hands over
        if (high.stage_now() != Stage::running) {
            std::abort();
        }
        // Back to the start: high lets low have it again, ahead of the others.
        takt_sched first{TAKT_POLICY_FIFO, 80, 0};
        takt_core_thread_sched(machine.core(), to_seam(&low), &first);
        machine.call(make_call(TAKT_CALL_SLEEP_UNTIL, {machine.now() + 10}));
        machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER})); // low blocks
        machine.set_time(machine.now() + 10);
        takt_core_on_timer(machine.core());
        machine.call(make_call(TAKT_CALL_MUTEX_UNLOCK, {mutex})); // high hands over
        first.priority = 10;
        takt_core_thread_sched(machine.core(), to_seam(&low), &first);
    }
}

void semaphore_uncontended(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    const uint64_t semaphore = handle(machine.call(make_call(TAKT_CALL_SEM_CREATE, {0, 9})));
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const takt_call post = make_call(TAKT_CALL_SEM_POST, {semaphore});
        const takt_call wait = make_call(TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER});
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_syscall(core, &post);
        takt_core_on_syscall(core, &wait);
        end_count();
    }
}

/// A post that has the most urgent of many waiters run; and that one's wait, which blocks.
class Ping {
public:
    Ping() {
        machine.enter(5);
        semaphore = handle(machine.call(make_call(TAKT_CALL_SEM_CREATE, {0, 9})));
        for (uint32_t other = 0; other < 100; ++other) {
            machine.enter(20 + other % 10, wait());
        }
        machine.enter(90, wait());
    }
    [[nodiscard]] takt_call wait() const {
        return make_call(TAKT_CALL_SEM_WAIT, {semaphore, TAKT_FOREVER});
    }
    [[nodiscard]] takt_call post() const { return make_call(TAKT_CALL_SEM_POST, {semaphore}); }
    Machine machine;
    uint64_t semaphore;
};

void semaphore_post_wakes(uint64_t, uint32_t samples) {
    Ping ping;
    for (uint32_t sample = 0; sample < samples; ++sample) {
        count_call(ping.machine, ping.post());
        ping.machine.call(ping.wait());
    }
}

void semaphore_wait_blocks(uint64_t, uint32_t samples) {
    Ping ping;
    for (uint32_t sample = 0; sample < samples; ++sample) {
        ping.machine.call(ping.post());
        count_call(ping.machine, ping.wait());
    }
}

void cond_signal_moves(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    const uint64_t mutex = handle(machine.call(make_call(TAKT_CALL_MUTEX_CREATE)));
    const uint64_t cond = handle(machine.call(make_call(TAKT_CALL_COND_CREATE)));
    machine.enter(90);
    machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
    for (uint32_t sample = 0; sample < samples; ++sample) {
        machine.call(make_call(TAKT_CALL_COND_WAIT, {cond, mutex, TAKT_FOREVER}));
        machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
        count_call(machine, make_call(TAKT_CALL_COND_SIGNAL, {cond}));
        machine.call(make_call(TAKT_CALL_MUTEX_UNLOCK, {mutex}));
    }
}

void cond_broadcast_step(uint64_t, uint32_t samples) {
    for (uint32_t sample = 0; sample < samples; ++sample) {
        Machine machine;
        machine.enter(10);
        const uint64_t mutex = handle(machine.call(make_call(TAKT_CALL_MUTEX_CREATE)));
        const uint64_t cond = handle(machine.call(make_call(TAKT_CALL_COND_CREATE)));
        for (uint32_t other = 0; other < 40; ++other) {
            machine.enter(20 + other % 10);
            machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
            machine.call(make_call(TAKT_CALL_COND_WAIT, {cond, mutex, TAKT_FOREVER}));
        }
        machine.call(make_call(TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}));
        count_call(machine, make_call(TAKT_CALL_COND_BROADCAST, {cond}));
    }
}

void flags_set_step(uint64_t, uint32_t samples) {
    for (uint32_t sample = 0; sample < samples; ++sample) {
        Machine machine;
        machine.enter(10);
        const uint64_t flags = handle(machine.call(make_call(TAKT_CALL_FLAGS_CREATE)));
        for (uint32_t other = 0; other < 40; ++other) {
            machine.enter(20 + other % 10, make_call(TAKT_CALL_FLAGS_WAIT,
                                                     {flags, 1, TAKT_FLAGS_ANY, TAKT_FOREVER}));
        }
        count_call(machine, make_call(TAKT_CALL_FLAGS_SET, {flags, 1}));
    }
}

void queue_round(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    alignas(64) uint8_t buffer[64] = {1};
    const auto address = reinterpret_cast<uint64_t>(buffer);
    const uint64_t queue = handle(machine.call(make_call(TAKT_CALL_QUEUE_CREATE, {8, 64})));
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const takt_call send =
            make_call(TAKT_CALL_QUEUE_SEND, {queue, address, 64, sample % 32, TAKT_FOREVER});
        const takt_call receive =
            make_call(TAKT_CALL_QUEUE_RECEIVE, {queue, address, 64, TAKT_FOREVER});
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_syscall(core, &send);
        takt_core_on_syscall(core, &receive);
        end_count();
    }
}

void queue_send_wakes(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    alignas(64) uint8_t buffer[64] = {1};
    const auto address = reinterpret_cast<uint64_t>(buffer);
    const uint64_t queue = handle(machine.call(make_call(TAKT_CALL_QUEUE_CREATE, {8, 64})));
    const takt_call receive =
        make_call(TAKT_CALL_QUEUE_RECEIVE, {queue, address, 64, TAKT_FOREVER});
    machine.enter(90, receive);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const takt_call send =
            make_call(TAKT_CALL_QUEUE_SEND, {queue, address, 64, sample % 32, TAKT_FOREVER});
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_syscall(core, &send);
        takt_core_on_loaded(core);
        end_count();
        machine.call(receive);
    }
}

/// The greatest one there may be.
void queue_create(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    const takt_call create =
        make_call(TAKT_CALL_QUEUE_CREATE, {TAKT_QUEUE_MESSAGES_MAX, TAKT_QUEUE_BYTES_MAX});
    const takt_context* context = machine.kernel().cpus[0].running->context;
    for (uint32_t sample = 0; sample < samples; ++sample) {
        count_call(machine, create);
        machine.call(make_call(TAKT_CALL_CLOSE, {handle(context->result)}));
    }
}

/// Likewise, with a message in every place, in all the priorities there are.
void queue_close(uint64_t, uint32_t samples) {
    Machine machine;
    machine.enter(10);
    alignas(64) uint8_t buffer[64] = {1};
    const auto address = reinterpret_cast<uint64_t>(buffer);
    for (uint32_t sample = 0; sample < samples; ++sample) {
        const uint64_t queue =
            handle(machine.call(make_call(TAKT_CALL_QUEUE_CREATE, {TAKT_QUEUE_MESSAGES_MAX, 64})));
        for (uint32_t number = 0; number < TAKT_QUEUE_MESSAGES_MAX; ++number) {
            machine.call(
                make_call(TAKT_CALL_QUEUE_SEND, {queue, address, 64, number % 32, TAKT_FOREVER}));
        }
        const takt_call close = make_call(TAKT_CALL_CLOSE, {queue});
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_syscall(core, &close);
        takt_core_on_ipi(core);
        end_count();
    }
}

/// Many sleepers are armed; @p due of them wake in the pass that is counted.
void count_wake_up(uint64_t seed, uint32_t samples, uint32_t due) {
    Random random{seed};
    Machine machine;
    const uint64_t far = machine.now() + 1'000'000'000'000;
    machine.enter(1);
    for (uint32_t other = 0; other < 200; ++other) {
        machine.enter(1 + other % 20,
                      make_call(TAKT_CALL_SLEEP_UNTIL, {far + random() % 1'000'000}));
    }
    uint64_t next = machine.now() + 1'000;
    for (uint32_t sleeper = 0; sleeper < due; ++sleeper) {
        machine.enter(50 + sleeper, make_call(TAKT_CALL_SLEEP_UNTIL, {next}));
    }
    for (uint32_t sample = 0; sample < samples; ++sample) {
        machine.set_time(next);
        takt_core* core = machine.core();
        begin_count();
        takt_core_on_timer(core);
        end_count();
        next += 1'000;
        for (uint32_t sleeper = 0; sleeper < due; ++sleeper) {
            machine.call(make_call(TAKT_CALL_SLEEP_UNTIL, {next}));
        }
    }
}

void wake_up(uint64_t seed, uint32_t samples) {
    count_wake_up(seed, samples, 1);
}

void wake_up_four(uint64_t seed, uint32_t samples) {
    count_wake_up(seed, samples, limits::expiries_per_pass);
}

} // namespace

const std::vector<Operation>& operations() {
    // Promised: enqueue and pick, arming and expiring a timer among 1,024. Nothing was promised for
    // the others; their limits are the figures measured with gcc 12 and 5 % more, so that a change
    // that makes one longer is seen. A change that makes it shorter should lower the limit.
    static const std::vector<Operation> all{
        {"core.enqueue_pick", "200 contexts on 99 levels", Limit::promised, 60, enqueue_pick},
        {"core.dequeue", "200 contexts on 99 levels", Limit::guard, 31, dequeue},
        {"core.timer_arm", "1,024 timers, to the top", Limit::promised, 260, timer_arm},
        {"core.timer_cancel", "1,024 timers, anywhere", Limit::guard, 120, timer_cancel},
        {"core.timer_expire", "1,024 timers", Limit::promised, 260, timer_expire},
        {"core.null_call", "whole pass", Limit::guard, 83, null_call},
        {"core.wake_up", "200 sleepers, one due; whole pass", Limit::guard, 595, wake_up},
        {"core.wake_up_four", "200 sleepers, four due; whole pass", Limit::guard, 1390,
         wake_up_four},
        {"core.mutex_uncontended", "lock + unlock, two passes", Limit::guard, 352,
         mutex_uncontended},
        {"core.mutex_block", "donation, 12 other waiters", Limit::guard, 812, mutex_block},
        {"core.mutex_block_chain", "donation over 8 links of 13", Limit::guard, 3348,
         mutex_block_chain},
        {"core.mutex_time_out_chain", "donation ends over 8 links", Limit::guard, 3521,
         mutex_time_out_chain},
        {"core.mutex_handover", "donation, 100 other waiters", Limit::guard, 706, mutex_handover},
        {"core.sem_uncontended", "post + wait, two passes", Limit::guard, 292,
         semaphore_uncontended},
        {"core.sem_post_wakes", "100 other waiters", Limit::guard, 422, semaphore_post_wakes},
        {"core.sem_wait_blocks", "100 other waiters", Limit::guard, 477, semaphore_wait_blocks},
        {"core.cond_signal_moves", "waiter moves to the mutex", Limit::guard, 587,
         cond_signal_moves},
        {"core.cond_broadcast_step", "40 waiters, one step", Limit::guard, 2505,
         cond_broadcast_step},
        {"core.flags_set_step", "40 waiters, one step", Limit::guard, 1427, flags_set_step},
        {"core.queue64_round", "send + receive 64 B, two passes", Limit::guard, 518, queue_round},
        {"core.queue64_send_wakes", "send 64 B to a waiter, two passes", Limit::guard, 503,
         queue_send_wakes},
        {"core.queue_create", "64 messages", Limit::guard, 487, queue_create},
        {"core.queue_close", "64 messages, full; two passes", Limit::guard, 600, queue_close},
    };
    return all;
}

} // namespace takt::bench
