// SPDX-License-Identifier: GPL-2.0-only
// Implements the events of the fuzzer's machine.
#include "machine.hpp"

#include <cstdio>
#include <cstdlib>

namespace takt::fuzz {

namespace {

Machine* instance = nullptr;
constexpr size_t alignment = 64;
/// Interrupts that follow from one another without end are a livelock.
constexpr int settle_limit = 1000;
constexpr size_t handles_kept = 24;

} // namespace

Machine& the_machine() {
    return *instance;
}

bool is_signalled(const Machine& machine, uint8_t thread) {
    return machine.signalled_[thread];
}

void Machine::fail(const char* what) {
    std::fprintf(stderr, "VIOLATION %s\n", what);
    std::abort();
}

/// While it lives the CPU is in the core; at its end every invariant holds.
class Machine::Event {
public:
    Event(Machine& machine, uint8_t cpu, bool in_linux) : machine_{machine} {
        machine.cpu_ = cpu;
        machine.in_linux_ = in_linux;
        machine.world_.cpu[cpu].irq_off = !in_linux;
    }
    ~Event() {
        machine_.world_.cpu[machine_.cpu_].irq_off = false;
        machine_.linux_thread_ = sim::nobody;
        if (const char* broken = machine_.invariants_->check(machine_.world_)) {
            fail(broken);
        }
    }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

private:
    Machine& machine_;
};

Machine::Machine() {
    instance = this;
    scenario_.cpus = cpus;
    scenario_.scribbles = true;
    const size_t bytes = takt_core_bytes();
    memory_.resize(bytes + alignment);
    const auto start = reinterpret_cast<uintptr_t>(memory_.data());
    void* place = memory_.data() + (alignment - start % alignment) % alignment;
    const takt_core_config config = {cpus, 1'000'000};
    core_ = takt_core_create(place, &config);
    if (core_ == nullptr) {
        fail("the core refused its configuration");
    }
    invariants_ = new sim::Invariants(scenario_, core_);
    for (uint8_t cpu = 0; cpu < cpus; ++cpu) {
        Event event{*this, cpu, false};
        if (takt_core_cpu_up(core_) != 0) {
            fail("a CPU did not come up");
        }
    }
}

Machine::~Machine() {
    delete invariants_;
    instance = nullptr;
}

uint8_t Machine::address_space() const {
    return in_linux_ ? linux_thread_ : world_.cpu[cpu_].loaded;
}

bool Machine::is_in_linux_mode(uint8_t thread) const {
    return world_.thread[thread] != nullptr && !world_.context[thread].rt;
}

void Machine::remember_handle(uint64_t number, int64_t result) {
    const bool creates =
        number == TAKT_CALL_SELF || (number >= TAKT_CALL_MUTEX_CREATE && number % 8 == 0);
    if (creates && result > 0) {
        if (handles_.size() == handles_kept) {
            handles_.erase(handles_.begin());
        }
        handles_.push_back(static_cast<uint32_t>(result));
    }
}

void Machine::on_result(takt_context& context, int64_t result) {
    context.result = result;
    context.result_set = true;
    remember_handle(number_[context.thread], result);
}

void Machine::go_on_with(takt_next next) {
    for (int turns = 0;; ++turns) {
        sim::Cpu& cpu = world_.cpu[cpu_];
        if (next.context == nullptr) {
            cpu.loaded = sim::nobody;
            break;
        }
        if (next.context->handed_back || !next.context->rt) {
            fail("I21: the core runs a context that is Linux's");
        }
        cpu.loaded = next.context->thread;
        if (!next.deliver) {
            break;
        }
        if (turns > settle_limit) {
            fail("I30: a delivery never ends");
        }
        next = takt_core_on_loaded(core_);
    }
    if (const char* broken = invariants_->at_pass_end(world_, cpu_)) {
        fail(broken);
    }
}

void Machine::attach(uint8_t thread, uint8_t process, uint8_t cpu, const takt_sched& sched) {
    if (world_.thread[thread] != nullptr) {
        return;
    }
    Event event{*this, 0, true};
    if (world_.process[process] == nullptr) {
        const takt_process_params params = {.quota = {3, 2, 2, 2, 2, 2, 2},
                                            .mutex_words = world_.mutex_word[process]};
        if (takt_core_process_attach(core_, &params, &world_.process[process]) != 0) {
            fail("I31: a process could not be attached although there is room");
        }
    }
    world_.context[thread] = {};
    world_.context[thread].thread = thread;
    takt_thread_params params = {};
    params.context = &world_.context[thread];
    params.sched = sched;
    params.cpu = cpu;
    if (takt_core_thread_attach(core_, world_.process[process], &params, &world_.thread[thread]) !=
        0) {
        world_.thread[thread] = nullptr;
    }
    process_of_[thread] = process;
    signalled_[thread] = false;
}

void Machine::detach(uint8_t thread) {
    if (world_.thread[thread] == nullptr) {
        return;
    }
    Event event{*this, 1, true};
    const int error = takt_core_thread_detach(core_, world_.thread[thread]);
    if ((error == 0) != !world_.context[thread].rt) {
        fail("I31: a thread in Linux mode cannot be detached, or one in RT mode can");
    }
    if (error == 0) {
        world_.thread[thread] = nullptr;
    }
}

void Machine::detach_process(uint8_t process) {
    if (world_.process[process] == nullptr) {
        return;
    }
    bool has_threads = false;
    for (uint8_t thread = 0; thread < threads; ++thread) {
        has_threads =
            has_threads || (world_.thread[thread] != nullptr && process_of_[thread] == process);
    }
    Event event{*this, 0, true};
    const int error = takt_core_process_detach(core_, world_.process[process]);
    if ((error != 0) != has_threads) {
        fail("I31: a process without threads cannot be detached, or one with threads can");
    }
    if (error == 0) {
        world_.process[process] = nullptr;
    }
}

void Machine::call_rt(uint8_t cpu, const takt_call& call) {
    const uint8_t thread = world_.cpu[cpu].loaded;
    if (thread == sim::nobody) {
        return;
    }
    Event event{*this, cpu, false};
    takt_context& context = world_.context[thread];
    context.in_call = true;
    context.result_set = context.restart = false;
    number_[thread] = call.number;
    go_on_with(takt_core_on_syscall(core_, &call));
    if (world_.cpu[cpu].loaded == thread && !context.result_set && !context.restart &&
        !context.handed_back) {
        fail("I31: a call returned to its thread without a result");
    }
}

void Machine::harden(uint8_t thread, const takt_request* request) {
    takt_context& context = world_.context[thread];
    context.rt = true;
    context.result_set = false;
    bool entered = false;
    const takt_next next = takt_core_harden(core_, world_.thread[thread], request, &entered);
    if (!entered) {
        if (!signalled_[thread]) {
            fail("I21: harden was undone although no signal was pending");
        }
        context.rt = context.in_call = false;
    }
    go_on_with(next);
}

void Machine::call_linux(uint8_t thread, const takt_call& call) {
    if (!is_in_linux_mode(thread)) {
        return;
    }
    takt_thread_info info = {};
    takt_request request = {};
    bool blocks = false;
    {
        Event event{*this, 0, true};
        linux_thread_ = thread;
        if (takt_core_fetch(core_, &call, &request) != 0) {
            return;
        }
        blocks = takt_core_call_blocks(&request);
        takt_core_thread_info(core_, world_.thread[thread], &info);
        if (!blocks) {
            remember_handle(call.number,
                            takt_core_serve_inband(core_, world_.thread[thread], &request));
            return;
        }
    }
    if (world_.cpu[info.cpu].loaded == sim::nobody) {
        Event event{*this, static_cast<uint8_t>(info.cpu), false};
        world_.context[thread].in_call = true;
        number_[thread] = call.number;
        harden(thread, &request);
    }
}

void Machine::enter(uint8_t thread) {
    if (!is_in_linux_mode(thread)) {
        return;
    }
    takt_thread_info info = {};
    {
        Event event{*this, 0, true};
        takt_core_thread_info(core_, world_.thread[thread], &info);
    }
    if (world_.cpu[info.cpu].loaded == sim::nobody) {
        Event event{*this, static_cast<uint8_t>(info.cpu), false};
        world_.context[thread].in_call = false;
        harden(thread, nullptr);
    }
}

void Machine::bounce(uint8_t cpu, takt_reason reason, takt_handback how) {
    if (world_.cpu[cpu].loaded == sim::nobody) {
        return;
    }
    Event event{*this, cpu, false};
    go_on_with(takt_core_on_bounce(core_, reason, how, 0));
}

void Machine::interrupt(uint8_t cpu) {
    Event event{*this, cpu, false};
    world_.cpu[cpu].ipi = false;
    go_on_with(takt_core_on_ipi(core_));
}

void Machine::timer(uint8_t cpu, uint64_t later_ns) {
    Event event{*this, cpu, false};
    world_.now_ns += later_ns;
    world_.cpu[cpu].timer_armed = false;
    go_on_with(takt_core_on_timer(core_));
}

void Machine::kick(uint8_t thread, takt_reason reason) {
    if (world_.thread[thread] != nullptr) {
        Event event{*this, 1, true};
        takt_core_kick(core_, world_.thread[thread], reason);
    }
}

void Machine::signal(uint8_t thread, bool pending) {
    signalled_[thread] = pending;
    if (pending) {
        kick(thread, TAKT_REASON_SIGNAL);
    }
}

void Machine::reclaim(uint8_t thread) {
    takt_context& context = world_.context[thread];
    if (world_.thread[thread] == nullptr || !context.rt) {
        return;
    }
    Event event{*this, 0, true};
    linux_thread_ = thread;
    if (takt_core_reclaim(core_, world_.thread[thread]) != context.handed_back) {
        fail("I21: the Linux half got a context that is not complete, or did not get one that is");
    }
    if (context.handed_back) {
        context.handed_back = context.rt = context.in_call = context.wake_posted = false;
        static_cast<void>(takt_core_completion(core_, world_.thread[thread]));
    }
}

void Machine::sched(uint8_t thread, const takt_sched& sched) {
    if (world_.thread[thread] != nullptr) {
        Event event{*this, 0, true};
        static_cast<void>(takt_core_thread_sched(core_, world_.thread[thread], &sched));
    }
}

void Machine::move(uint8_t thread, uint32_t cpu) {
    if (world_.thread[thread] != nullptr) {
        Event event{*this, 0, true};
        const int error = takt_core_thread_move(core_, world_.thread[thread], cpu);
        if (error == 0 && (world_.context[thread].rt || cpu >= cpus)) {
            fail("I3: a thread was moved in RT mode, or to a CPU that is not there");
        }
    }
}

void Machine::set_clock(int64_t by_ns) {
    world_.real_offset_ns += by_ns;
    for (uint8_t cpu = 0; cpu < cpus; ++cpu) {
        world_.cpu[cpu].clock_was_set = true;
    }
    for (uint8_t cpu = 0; cpu < cpus; ++cpu) {
        Event event{*this, cpu, false};
        world_.cpu[cpu].clock_was_set = false;
        go_on_with(takt_core_on_clock_set(core_));
    }
}

void Machine::look(uint8_t thread) {
    if (world_.thread[thread] != nullptr) {
        Event event{*this, 0, true};
        takt_thread_info info = {};
        takt_core_thread_info(core_, world_.thread[thread], &info);
        if ((info.stage == TAKT_STAGE_INBAND) != !world_.context[thread].rt) {
            fail("I21: a snapshot of a thread names another owner of its context");
        }
    }
}

/// Take interrupts until none is left.
void Machine::settle() {
    for (int turn = 0; turn < settle_limit; ++turn) {
        bool any = false;
        for (uint8_t cpu = 0; cpu < cpus; ++cpu) {
            if (world_.cpu[cpu].ipi) {
                interrupt(cpu);
                any = true;
            }
        }
        if (!any) {
            return;
        }
    }
    fail("I30: interrupts follow from one another without end");
}

void Machine::tear_down() {
    for (uint8_t thread = 0; thread < threads; ++thread) {
        kick(thread, TAKT_REASON_DETACH);
    }
    settle();
    for (uint8_t thread = 0; thread < threads; ++thread) {
        reclaim(thread);
        if (world_.thread[thread] != nullptr && world_.context[thread].rt) {
            fail("I20: a thread that was kicked did not come to Linux");
        }
        detach(thread);
    }
    settle();
    for (uint8_t process = 0; process < processes; ++process) {
        detach_process(process);
    }
    settle();
    if (const char* broken = invariants_->at_end()) {
        fail(broken);
    }
}

} // namespace takt::fuzz
