// SPDX-License-Identifier: GPL-2.0-only
// Implements the world of a unit test.
#include "fake/world.hpp"

#include <cstring>

namespace takt::test {

namespace {

/// An event: interrupts are off while the core works.
class Event {
public:
    explicit Event(uint32_t cpu) {
        platform().cpu = cpu;
        platform().interrupts_off = true;
    }
    ~Event() { platform().interrupts_off = false; }
};

} // namespace

World::World(uint32_t cpus, uint64_t watchdog_ns) : cpus_{cpus} {
    platform().reset();
    const size_t bytes = (takt_core_bytes() + 63) / 64 * 64;
    memory_.reset(std::aligned_alloc(64, bytes));
    std::memset(memory_.get(), 0, bytes);
    const takt_core_config config{.cpus = cpus, .watchdog_ns = watchdog_ns};
    kernel_ = &from_seam(takt_core_create(memory_.get(), &config));
    for (uint32_t cpu = 0; cpu < cpus; ++cpu) {
        Event event{cpu};
        EXPECT_EQ(takt_core_cpu_up(core()), 0);
    }
    process_ = make_process();
}

World::~World() {
    check();
}

takt_process* World::make_process(const takt_quota& quota, uint64_t* mutex_words) {
    takt_process* process = nullptr;
    const takt_process_params params{.quota = quota, .mutex_words = mutex_words};
    EXPECT_EQ(takt_core_process_attach(core(), &params, &process), 0);
    return process;
}

Actor& World::make_thread(uint32_t priority, uint32_t cpu, bool hardened) {
    return make_thread({.policy = TAKT_POLICY_FIFO, .priority = priority, .slice_ns = 0}, cpu,
                       hardened);
}

Actor& World::make_thread(const takt_sched& sched, uint32_t cpu, bool hardened,
                          takt_process* process) {
    Actor& actor = actors_.emplace_back();
    actor.cpu = cpu;
    const takt_thread_params params{
        .context = &actor.context, .sched = sched, .cpu = cpu, .status = &actor.status};
    EXPECT_EQ(takt_core_thread_attach(core(), process == nullptr ? process_ : process, &params,
                                      &actor.thread),
              0);
    if (hardened) {
        EXPECT_TRUE(harden(actor));
    }
    return actor;
}

/// Linux, and so a Linux half that hardens, runs only while no RT half does on that CPU: whoever
/// runs there goes to Linux, comes back to wait at a gate, and is let through afterwards. No time
/// passes.
bool World::harden(Actor& actor, std::optional<takt_call> call) {
    std::vector<Actor*> aside;
    while (Actor* before = running(actor.cpu)) {
        aside.push_back(before);
        kick(*before, TAKT_REASON_REQUEST);
        EXPECT_TRUE(reclaim(*before));
    }
    if (aside.empty()) {
        return harden_now(actor, call);
    }
    const uint64_t gate = create(keeper(), TAKT_CALL_SEM_CREATE, {0, 64, TAKT_SHARED});
    for (Actor* other : aside) {
        EXPECT_TRUE(harden_now(*other, takt_call{TAKT_CALL_SEM_WAIT, {gate, TAKT_FOREVER}}));
    }
    const bool entered = harden_now(actor, call);
    for (size_t count = 0; count < aside.size(); ++count) {
        EXPECT_EQ(call_inband(keeper(), TAKT_CALL_SEM_POST, {gate}), 0);
    }
    EXPECT_EQ(call_inband(keeper(), TAKT_CALL_CLOSE, {gate}), 0);
    return entered;
}

/// Precondition: root runs on the CPU of @p actor.
bool World::harden_now(Actor& actor, std::optional<takt_call> call) {
    takt_request request;
    if (call) {
        EXPECT_EQ(takt_core_fetch(core(), &*call, &request), 0);
    }
    bool entered = false;
    {
        Event event{actor.cpu};
        follow(actor.cpu,
               takt_core_harden(core(), actor.thread, call ? &request : nullptr, &entered));
    }
    settle();
    return entered;
}

Actor& World::keeper() {
    if (keeper_ == nullptr) {
        keeper_ = &make_thread({TAKT_POLICY_WEAK, 0, 0}, 0, false, make_process());
    }
    return *keeper_;
}

Answer World::call(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments) {
    takt_call call{.number = number, .arg = {}};
    std::memcpy(call.arg, arguments.data(), sizeof(call.arg));
    EXPECT_EQ(running(actor.cpu), &actor) << "only who runs can make a call";
    if (running(actor.cpu) != &actor) {
        return blocked;
    }
    const int restarts = actor.context.restarts;
    actor.context.result_set = false;
    {
        Event event{actor.cpu};
        follow(actor.cpu, takt_core_on_syscall(core(), &call));
    }
    settle();
    EXPECT_EQ(actor.context.restarts, restarts) << "leftover work should be done between calls";
    return actor.context.result_set ? returned(actor.context.result) : blocked;
}

int64_t World::call_inband(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments) {
    takt_call call{.number = number, .arg = {}};
    std::memcpy(call.arg, arguments.data(), sizeof(call.arg));
    platform().cpu = actor.cpu;
    takt_request request;
    const int error = takt_core_fetch(core(), &call, &request);
    if (error != 0) {
        return error;
    }
    const int64_t result = takt_core_serve_inband(core(), actor.thread, &request);
    settle();
    return result;
}

uint64_t World::create(Actor& actor, uint64_t number, std::array<uint64_t, 6> arguments) {
    const int64_t handle = actor.stage() == Stage::inband ? call_inband(actor, number, arguments)
                                                          : call(actor, number, arguments).value;
    EXPECT_GT(handle, 0);
    return static_cast<uint64_t>(handle);
}

void World::follow(uint32_t cpu, takt_next next) {
    FakeCpu& fake = platform().cpus[cpu];
    EXPECT_EQ(platform().locks_held, 0U);
    while (next.deliver) {
        fake.loaded = next.context;
        next = takt_core_on_loaded(core());
    }
    fake.loaded = next.context;
}

bool World::settle_cpu(uint32_t cpu) {
    FakeCpu& fake = platform().cpus[cpu];
    if (fake.ipi) {
        fake.ipi = false;
        Event event{cpu};
        follow(cpu, takt_core_on_ipi(core()));
        return true;
    }
    if (fake.shot_ns <= platform().now_ns) {
        fake.shot_ns = UINT64_MAX;
        Event event{cpu};
        follow(cpu, takt_core_on_timer(core()));
        return true;
    }
    return false;
}

void World::settle() {
    for (int rounds = 0; rounds < 10'000; ++rounds) {
        bool busy = false;
        for (uint32_t cpu = 0; cpu < cpus_; ++cpu) {
            busy = settle_cpu(cpu) || busy;
        }
        if (!busy) {
            check();
            return;
        }
    }
    FAIL() << "events without end";
}

void World::advance_to(uint64_t at_ns) {
    settle();
    for (;;) {
        uint64_t next = at_ns;
        for (const FakeCpu& fake : platform().cpus) {
            next = fake.shot_ns < next ? fake.shot_ns : next;
        }
        platform().now_ns = next > platform().now_ns ? next : platform().now_ns;
        settle();
        if (platform().now_ns >= at_ns) {
            return;
        }
    }
}

void World::advance(uint64_t ns) {
    advance_to(platform().now_ns + ns);
}

void World::bounce(Actor& actor, takt_reason reason) {
    EXPECT_EQ(running(actor.cpu), &actor);
    {
        Event event{actor.cpu};
        follow(actor.cpu, takt_core_on_bounce(core(), reason, TAKT_HANDBACK_FAULT, 0));
    }
    settle();
}

void World::kick(Actor& actor, takt_reason reason) {
    takt_core_kick(core(), actor.thread, reason);
    settle();
}

Actor* World::running(uint32_t cpu) {
    for (Actor& actor : actors_) {
        if (&actor.context == platform().cpus[cpu].loaded) {
            return &actor;
        }
    }
    return nullptr;
}

void World::check() TAKT_NO_ANALYSIS {
    uint64_t used = kernel_->retired.ns;
    uint64_t passed = 0;
    for (Actor& actor : actors_) {
        if (actor.thread == nullptr) {
            continue;
        }
        Thread& thread = actor.tcb();
        used += thread.own.consumed().ns;
        EXPECT_EQ(is_runnable(thread.stage_now()),
                  thread.effective->is_queued() && thread.effective->powers() == &thread);
        EXPECT_EQ(thread.stage_now() == Stage::running, running(actor.cpu) == &actor);
        EXPECT_EQ(actor.status.stage, static_cast<uint32_t>(thread.stage_now()));
        if (thread.stage_now() == Stage::ready) {
            const Cpu& cpu = kernel_->cpu_of(thread);
            EXPECT_FALSE(thread.effective->urgency().is_more_urgent_than(cpu.charged->urgency()));
        }
    }
    for (uint32_t id = 0; id < cpus_; ++id) {
        const Cpu& cpu = kernel_->cpus[id];
        used += cpu.root.consumed().ns;
        passed += elapsed(cpu.started, cpu.charged_until).ns;
    }
    EXPECT_EQ(used, passed) << "every ns belongs to exactly one scheduling context";
}

} // namespace takt::test
