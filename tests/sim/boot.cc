// SPDX-License-Identifier: GPL-2.0-only
// Owns how a simulated machine comes up: memory, core, processes, threads, objects, tasks.
#include <sys/mman.h>

#include <cstring>
#include <new>
#include <stdexcept>

#include <fmt/format.h>

#include "machine.hpp"

namespace takt::sim {

namespace {

Machine* instance = nullptr;

[[nodiscard]] std::byte* map(size_t bytes) {
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc{};
    }
    return static_cast<std::byte*>(memory);
}

void require(int error, const char* what) {
    if (error < 0) {
        throw std::runtime_error(fmt::format("while booting: {} failed with {}", what, error));
    }
}

} // namespace

Machine& the_machine() {
    return *instance;
}

Machine::Machine(const Scenario& scenario) : scenario_{scenario} {
    if (scenario.cpus > max_cpus || scenario.threads.size() > max_threads ||
        scenario.helpers.size() > max_helpers || scenario.objects.size() > max_objects) {
        throw std::runtime_error("scenario " + scenario.name + " is too large for the simulator");
    }
    for (const ThreadSpec& thread : scenario.threads) {
        if (thread.program.size() > max_operations || thread.cpu >= scenario.cpus) {
            throw std::runtime_error("scenario " + scenario.name + " has a bad thread");
        }
    }
    core_bytes_ = takt_core_bytes();
    core_memory_ = map(core_bytes_);
    stacks_ = map(fiber_slots * fiber_stack_bytes);
    instance = this;
}

Machine::~Machine() {
    instance = nullptr;
    munmap(core_memory_, core_bytes_);
    munmap(stacks_, fiber_slots * fiber_stack_bytes);
}

void Machine::boot() {
    std::memset(static_cast<void*>(&world_), 0, sizeof world_);
    new (&world_) World;
    std::memset(core_memory_, 0, core_bytes_);
    std::memset(stacks_, 0, fiber_slots * fiber_stack_bytes);
    violation_.clear();
    trace_.clear();
    steps_ = 0;
    booting_ = true;
    const takt_core_config config = {scenario_.cpus, scenario_.watchdog_ns};
    core_ = takt_core_create(core_memory_, &config);
    if (core_ == nullptr) {
        throw std::runtime_error("while booting: the core refused its configuration");
    }
    if (tracing_) {
        takt_core_set_tracing(core_, true);
    }
    invariants_ = std::make_unique<Invariants>(scenario_, core_);
    for (uint32_t cpu = 0; cpu < scenario_.cpus; ++cpu) {
        cpu_ = static_cast<uint8_t>(cpu);
        world_.cpu[cpu].irq_off = true;
        require(takt_core_cpu_up(core_), "bringing a CPU up");
        world_.cpu[cpu].irq_off = false;
    }
    cpu_ = 0;
    constexpr takt_quota quota = {8, 8, 8, 8, 8, 8, 8};
    for (uint8_t index = 0; index < scenario_.threads.size(); ++index) {
        const ThreadSpec& spec = scenario_.threads[index];
        takt_process*& process = world_.process[spec.process];
        if (process == nullptr) {
            const takt_process_params params = {quota, world_.mutex_word[spec.process]};
            require(takt_core_process_attach(core_, &params, &process), "attaching a process");
        }
        world_.context[index].thread = index;
        takt_thread_params params = {};
        params.context = &world_.context[index];
        params.sched.policy = spec.priority == 0   ? TAKT_POLICY_WEAK
                              : spec.slice_ns != 0 ? TAKT_POLICY_RR
                                                   : TAKT_POLICY_FIFO;
        params.sched.priority = spec.priority;
        params.sched.slice_ns = spec.slice_ns;
        params.cpu = spec.cpu;
        require(takt_core_thread_attach(core_, process, &params, &world_.thread[index]),
                "attaching a thread");
        Task& task = world_.task[index];
        task.state = TaskState::runnable;
        task.cpu = static_cast<uint8_t>(spec.cpu);
        prepare(task.fiber, stack_top(max_cpus + index), &Machine::task_entry, index);
    }
    create_objects();
    for (uint8_t index = 0; index < scenario_.helpers.size(); ++index) {
        const uint8_t slot = static_cast<uint8_t>(first_helper + index);
        Task& task = world_.task[slot];
        task.state = TaskState::runnable;
        task.cpu = static_cast<uint8_t>(scenario_.helpers[index].cpu);
        prepare(task.fiber, stack_top(max_cpus + slot), &Machine::task_entry, slot);
    }
    world_.task[janitor].state = TaskState::uninterruptible;
    prepare(world_.task[janitor].fiber, stack_top(max_cpus + janitor), &Machine::task_entry,
            janitor);
    booting_ = false;
}

/// The first thread of the scenario makes all objects, before anything else happens.
void Machine::create_objects() {
    for (uint8_t index = 0; index < scenario_.objects.size(); ++index) {
        const ObjectSpec& spec = scenario_.objects[index];
        takt_call call = {};
        call.number = spec.create;
        std::memcpy(call.arg, spec.arg, sizeof spec.arg);
        takt_request request = {};
        require(takt_core_fetch(core_, &call, &request), "decoding the creation of an object");
        const int64_t handle = takt_core_serve_inband(core_, world_.thread[0], &request);
        require(static_cast<int>(handle < 0 ? handle : 0), "creating an object");
        world_.handle[index] = static_cast<uint32_t>(handle);
    }
}

uint8_t Machine::address_space() {
    const Cpu& cpu = world_.cpu[cpu_];
    if (cpu.loaded != nobody) {
        return cpu.loaded;
    }
    if (cpu.irq_off || cpu.held_count != 0) {
        fail("contract of the seam: a user copy in Linux with interrupts off or a lock held");
    }
    return cpu.task < max_threads ? cpu.task : nobody;
}

} // namespace takt::sim
