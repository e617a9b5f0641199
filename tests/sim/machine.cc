// SPDX-License-Identifier: GPL-2.0-only
// Owns the steps of the machine: which are possible, and how one is made.
#include "machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

#include "api/convert.hpp"
#include "wording.hpp"

namespace takt::sim {

namespace {

/// A run that is longer than this goes round in circles.
constexpr uint64_t step_limit = 200'000;

} // namespace

// --- fibers
// ---------------------------------------------------------------------------------------

void Machine::resume(Fiber& fiber) {
    current_ = &fiber;
    switch_fiber(main_sp_, fiber.sp);
    current_ = nullptr;
}

void Machine::suspend() {
    switch_fiber(current_->sp, main_sp_);
}

void Machine::end_fiber() {
    // The stack is not needed any more, so where it was suspended need not be kept.
    std::byte* unused = nullptr;
    current_->sp = nullptr;
    switch_fiber(unused, main_sp_);
    std::abort();
}

Fiber& Machine::fiber(uint32_t slot) {
    return slot < max_cpus ? world_.cpu[slot].pass : world_.task[slot - max_cpus].fiber;
}

std::byte* Machine::stack_top(uint32_t slot) const {
    return stacks_ + (slot + 1) * fiber_stack_bytes;
}

void Machine::report(std::string violation) {
    if (violation_.empty()) {
        violation_ = std::move(violation);
        log("VIOLATION " + violation_);
    }
}

void Machine::fail(std::string violation) {
    report(std::move(violation));
    if (current_ == nullptr) {
        throw std::runtime_error("while booting: " + violation_);
    }
    suspend();
    std::abort();
}

void Machine::log(std::string text) {
    if (tracing_) {
        trace_.push_back(fmt::format("{:>6} t={} {}", steps_, world_.now_ns, text));
    }
}

// --- points
// ---------------------------------------------------------------------------------------

void Machine::point(const char* what, uint64_t a, uint64_t b, Changed changed) {
    if (current_ == nullptr) {
        return; // booting: nothing else could happen
    }
    if (tracing_) {
        log(fmt::format("cpu{} {} {}", cpu_, cpu().in_pass() ? "pass" : "linux",
                        seam_call(from_seam(core_), what, a, b)));
    }
    ++total_steps_;
    if (++steps_ > step_limit) {
        fail("I30: the machine goes round in circles");
    }
    world_.now_ns += drift_ns_;
    if (changed == Changed::guarded) {
        check();
    }
    const Cpu& cpu = world_.cpu[cpu_];
    const bool interrupted = !cpu.irq_off && (cpu.ipi || cpu.clock_was_set ||
                                              (cpu.timer_armed && cpu.shot_ns <= world_.now_ns));
    if (stop_always_ || interrupted) {
        suspend();
    }
}

void Machine::check() {
    if (const char* broken = invariants_->check(world_)) {
        fail(broken);
    }
}

void Machine::note(uint32_t point, uint64_t a, uint64_t b, uint64_t c) {
    if (tracing_) {
        log(fmt::format("cpu{}   core: {}", cpu_, traced(point, a, b, c)));
    }
}

void Machine::note(const char* text, uint64_t a, uint64_t b) {
    if (tracing_) {
        log(fmt::format("cpu{}   core says: {} {} {}", cpu_, text, a, b));
    }
}

void Machine::wait_for_lock(takt_hard_lock& lock, uint32_t ticket) {
    Cpu& cpu = world_.cpu[cpu_];
    cpu.waits_for = &lock;
    cpu.ticket = ticket;
    while ((lock.word & 0xffff) != ticket) {
        suspend();
    }
    cpu.waits_for = nullptr;
}

/// The log of Linux is replayed as soon as Linux can take interrupts on this CPU.
void Machine::settle_root() {
    Cpu& cpu = world_.cpu[cpu_];
    if (cpu.loaded != nobody || cpu.irq_off) {
        return;
    }
    for (uint8_t task = 0; task < max_threads; ++task) {
        if ((cpu.posted >> task & 1) != 0) {
            world_.context[task].wake_posted = false;
            wake_in_linux(task);
        }
    }
    cpu.posted = 0;
}

void Machine::open_interrupts() {
    world_.cpu[cpu_].irq_off = false;
    settle_root();
}

// --- passes of the core
// ---------------------------------------------------------------------------

void Machine::start_pass(Event event) {
    Cpu& cpu = world_.cpu[cpu_];
    cpu.event = event;
    cpu.pass_ns = 0;
    cpu.irq_off = true;
    // Clean, so that what is left of earlier passes does not make equal states look different.
    std::fill_n(stack_top(cpu_) - fiber_stack_bytes / 16, fiber_stack_bytes / 16, std::byte{});
    prepare(cpu.pass, stack_top(cpu_), &Machine::pass_entry, cpu_);
    static constexpr const char* names[] = {"none",      "timer",   "ipi",
                                            "clock set", "syscall", "bounce"};
    log(fmt::format("cpu{} event: {}", cpu_, names[static_cast<uint32_t>(event)]));
    resume(cpu.pass);
}

void Machine::pass_entry(uintptr_t) {
    the_machine().run_pass();
    the_machine().end_fiber();
}

void Machine::run_pass() {
    const Cpu& cpu = world_.cpu[cpu_];
    takt_next next = {};
    switch (cpu.event) {
    case Event::timer:
        next = takt_core_on_timer(core_);
        break;
    case Event::ipi:
        next = takt_core_on_ipi(core_);
        break;
    case Event::clock_set:
        next = takt_core_on_clock_set(core_);
        break;
    case Event::syscall: {
        const takt_call call = cpu.call;
        next = takt_core_on_syscall(core_, &call);
        break;
    }
    case Event::bounce:
        next = takt_core_on_bounce(core_, cpu.reason, cpu.how, user_base);
        break;
    case Event::none:
        fail("a pass without an event");
    }
    load(next);
}

/// The end of a pass, or of a harden: the core says what this CPU goes on with.
void Machine::load(takt_next next) {
    for (;;) {
        Cpu& cpu = world_.cpu[cpu_];
        if (cpu.held_count != 0) {
            fail("I29: a pass ended with a hard lock held");
        }
        if (next.context == nullptr) {
            cpu.loaded = nobody;
            break;
        }
        takt_context& context = *next.context;
        if (context.live_on != nobody && context.live_on != cpu_) {
            fail("I3 a thread runs on at most one CPU: its context is loaded on two");
        }
        if (context.handed_back) {
            fail("I21 one owner of a user context: the core runs one that it gave back");
        }
        if (scenario_.threads[context.thread].cpu != cpu_) {
            fail("I3 a thread runs on the CPU it is bound to: it was loaded on another");
        }
        context.live_on = cpu_;
        cpu.loaded = context.thread;
        if (!next.deliver) {
            break;
        }
        next = takt_core_on_loaded(core_);
    }
    for (const takt_context& context : world_.context) {
        if (context.live_on == cpu_ && world_.cpu[cpu_].loaded != context.thread) {
            fail("split context 2: a context that does not run was not brought to memory");
        }
    }
    check();
    if (const char* broken = invariants_->at_pass_end(world_, cpu_)) {
        fail(broken);
    }
    if (const char* broken = invariants_->check_turn(world_, cpu_)) {
        fail(broken);
    }
    Cpu& left = world_.cpu[cpu_];
    if (left.in_pass() && left.event == Event::timer) {
        if (const char* broken = invariants_->check_expired(world_, cpu_)) {
            fail(broken);
        }
    }
    left.pass_ns = 0;
    log(world_.cpu[cpu_].loaded == nobody
            ? fmt::format("cpu{} goes on with root", cpu_)
            : fmt::format("cpu{} goes on with thread {}", cpu_, world_.cpu[cpu_].loaded));
    open_interrupts();
}

// --- choices
// --------------------------------------------------------------------------------------

uint64_t Machine::next_shot() const {
    uint64_t next = std::numeric_limits<uint64_t>::max();
    for (const Cpu& cpu : world_.cpu) {
        if (cpu.timer_armed && cpu.shot_ns > world_.now_ns) {
            next = std::min(next, cpu.shot_ns);
        }
    }
    return next;
}

void Machine::enabled_on(uint8_t index, uint8_t extra, Choices& choices) const {
    const Cpu& cpu = world_.cpu[index];
    const auto add = [&](Choice::Kind kind, uint8_t cost, uint8_t task = 0) {
        choices.add({kind, index, task, static_cast<uint8_t>(cost + extra)});
    };
    if (cpu.waits_for != nullptr) {
        if ((cpu.waits_for->word & 0xffff) == cpu.ticket) {
            add(Choice::Kind::step, 0);
        }
        return;
    }
    if (cpu.in_pass() || cpu.irq_off) {
        add(Choice::Kind::step, 0);
        return;
    }
    // Hardware takes an interrupt at once; that it is still on its way is what costs.
    uint8_t late = 0;
    if (cpu.ipi) {
        add(Choice::Kind::ipi, late++);
    }
    if (cpu.timer_armed && cpu.shot_ns <= world_.now_ns) {
        add(Choice::Kind::timer, late++);
    }
    if (cpu.clock_was_set) {
        add(Choice::Kind::clock_set, late++);
    }
    late = late != 0 ? 1 : 0;
    if (cpu.loaded != nobody) {
        if (runs_by_itself(cpu.loaded)) {
            add(Choice::Kind::step, late);
        }
        return;
    }
    const bool busy = cpu.task != nobody && world_.task[cpu.task].state == TaskState::runnable;
    // The janitor only waits for the last pass of another CPU. As a step of its own that would be
    // free for ever, where going on with the other CPU is a preemption that the budget may not
    // have.
    if (busy && cpu.task == janitor && std::ranges::any_of(world_.cpu, &Cpu::in_pass)) {
        return;
    }
    if (busy) {
        add(Choice::Kind::step, late);
        if (world_.task[cpu.task].preempt_off) {
            return;
        }
    }
    for (uint8_t task = 0; task < task_slots; ++task) {
        if (world_.task[task].cpu == index && world_.task[task].state == TaskState::runnable &&
            task != cpu.task) {
            add(Choice::Kind::task, static_cast<uint8_t>(late + (busy ? 1 : 0)), task);
        }
    }
}

Choices Machine::enabled() const {
    Choices choices;
    if (!violation_.empty()) {
        return choices;
    }
    // Whoever moved last goes on for nothing; taking the machine from it is a preemption.
    enabled_on(world_.last_cpu, 0, choices);
    const uint8_t extra = choices.count() != 0 ? 1 : 0;
    for (uint8_t index = 0; index < scenario_.cpus; ++index) {
        if (index != world_.last_cpu) {
            enabled_on(index, extra, choices);
        }
    }
    if (!is_finished() && next_shot() != std::numeric_limits<uint64_t>::max()) {
        choices.add({Choice::Kind::advance, world_.last_cpu, 0,
                     static_cast<uint8_t>(choices.count() != 0 ? 1 : 0)});
    }
    return choices;
}

void Machine::apply(const Choice& choice) {
    if (choice.kind == Choice::Kind::advance) {
        world_.now_ns = next_shot();
        ++steps_;
        ++total_steps_;
        log("time passes");
        return;
    }
    cpu_ = choice.cpu;
    world_.last_cpu = choice.cpu;
    Cpu& cpu = world_.cpu[cpu_];
    switch (choice.kind) {
    case Choice::Kind::ipi:
        cpu.ipi = false;
        start_pass(Event::ipi);
        return;
    case Choice::Kind::timer:
        cpu.timer_armed = false;
        start_pass(Event::timer);
        return;
    case Choice::Kind::clock_set:
        cpu.clock_was_set = false;
        start_pass(Event::clock_set);
        return;
    case Choice::Kind::task:
        cpu.task = choice.task;
        break;
    case Choice::Kind::step:
    case Choice::Kind::advance:
        break;
    }
    if (cpu.in_pass()) {
        resume(cpu.pass);
    } else if (cpu.loaded != nobody && !cpu.irq_off) { // with interrupts off it is still hardening
        user_step();
    } else {
        resume(world_.task[cpu.task].fiber);
    }
}

bool Machine::is_finished() const {
    return std::ranges::all_of(world_.task, [](const Task& task) {
        return task.state == TaskState::absent || task.state == TaskState::done;
    });
}

bool Machine::is_spinning() const {
    const auto spins_on = [this](const Cpu& cpu) {
        return cpu.loaded != nobody && !runs_by_itself(cpu.loaded) &&
               !world_.task[cpu.loaded].signal_pending;
    };
    return scenario_.may_spin && std::ranges::all_of(world_.task, [&](const Task& task) {
               return task.state == TaskState::absent || task.state == TaskState::done ||
                      &task == &world_.task[janitor] || spins_on(world_.cpu[task.cpu]);
           });
}

} // namespace takt::sim
