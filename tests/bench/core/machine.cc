// SPDX-License-Identifier: GPL-2.0-only
// Implements the platform of the instruction counts. It is single-threaded: locks are a store.
#include "machine.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "seam/clock.h"
#include "seam/context.h"
#include "seam/cpu.h"
#include "seam/irq.h"
#include "seam/linux.h"
#include "seam/lock.h"
#include "seam/log.h"
#include "seam/memory.h"
#include "seam/timer.h"
#include "seam/trace.h"

namespace {

uint64_t now_ns = 1'000'000;
uint64_t shot_ns;
uint32_t ipis;

} // namespace

uint64_t takt_plat_clock_mono_ns(void) {
    return now_ns;
}
int64_t takt_plat_clock_real_offset_ns(void) {
    return 0;
}
void takt_plat_timer_shot(uint64_t deadline_ns) {
    shot_ns = deadline_ns;
}
void takt_plat_timer_stop(void) {
    shot_ns = 0;
}
unsigned long takt_plat_irq_save(void) {
    return 0;
}
void takt_plat_irq_restore(unsigned long) {}
void takt_plat_hard_lock(takt_hard_lock* lock) {
    lock->word = 1;
}
void takt_plat_hard_unlock(takt_hard_lock* lock) {
    lock->word = 0;
}
uint32_t takt_plat_cpu_id(void) {
    return 0;
}
void takt_plat_ipi(uint32_t) {
    ++ipis;
}
void takt_plat_context_result(takt_context* context, int64_t result) {
    context->result = result;
}
void takt_plat_context_restart(takt_context*) {}
void takt_plat_context_unload(takt_context*) {}
void takt_plat_context_handback(takt_context*, takt_handback) {}
void takt_plat_linux_wake(takt_context*) {}
bool takt_plat_linux_signalled(takt_context*) {
    return false;
}
bool takt_plat_user_read(void* to, uint64_t from, size_t bytes) {
    std::memcpy(to, reinterpret_cast<const void*>(from), bytes);
    return true;
}
bool takt_plat_user_write(uint64_t to, const void* from, size_t bytes) {
    std::memcpy(reinterpret_cast<void*>(to), from, bytes);
    return true;
}
void takt_plat_log(takt_log_level, const char*, uint64_t, uint64_t) {}
void takt_plat_panic(const char* text, const char* file, uint32_t line) {
    std::fprintf(stderr, "%s:%u: %s\n", file, line, text);
    std::abort();
}
void takt_plat_trace(uint32_t, uint64_t, uint64_t, uint64_t) {}

namespace takt::bench {

void Machine::Free::operator()(void* memory) const {
    std::free(memory);
}

Machine::Machine() {
    const size_t bytes = (takt_core_bytes() + 63) / 64 * 64;
    memory_.reset(std::aligned_alloc(64, bytes));
    if (memory_ == nullptr) {
        throw std::bad_alloc();
    }
    std::memset(memory_.get(), 0, bytes);
    const takt_core_config config{.cpus = 1, .watchdog_ns = 0};
    kernel_ = &from_seam(takt_core_create(memory_.get(), &config));
    const takt_process_params params{.quota = {limits::threads, 500, 200, 200, 100, 60, 500},
                                     .mutex_words = nullptr};
    if (takt_core_cpu_up(core()) != 0 ||
        takt_core_process_attach(core(), &params, &process_) != 0) {
        throw std::runtime_error("the core does not start");
    }
    keeper_ = &attach(1);
    gate_ = static_cast<uint64_t>(call_inband({.number = TAKT_CALL_SEM_CREATE, .arg = {0, 100}}));
}

Thread& Machine::attach(uint32_t priority) {
    contexts_.push_back(std::make_unique<takt_context>());
    const takt_thread_params params{.context = contexts_.back().get(),
                                    .sched = {TAKT_POLICY_FIFO, priority, 0},
                                    .cpu = 0,
                                    .status = nullptr};
    takt_thread* thread = nullptr;
    if (takt_core_thread_attach(core(), process_, &params, &thread) != 0) {
        throw std::runtime_error("no room for another thread");
    }
    return from_seam(thread);
}

Thread& Machine::enter(uint32_t priority, const takt_call& call) {
    return harden(attach(priority), &call);
}

Thread& Machine::enter(uint32_t priority) {
    return harden(attach(priority), nullptr);
}

Thread& Machine::harden(Thread& thread, const takt_call* call) {
    const takt_call wait{.number = TAKT_CALL_SEM_WAIT, .arg = {gate_, TAKT_FOREVER}};
    // All of them first: when one has gone, the next that is ready runs.
    std::vector<Thread*> aside;
    while (Thread* running = kernel_->cpus[0].running) {
        takt_core_kick(core(), to_seam(running), TAKT_REASON_REQUEST);
        settle();
        if (!takt_core_reclaim(core(), to_seam(running))) {
            throw std::runtime_error("a kicked thread does not come to Linux");
        }
        aside.push_back(running);
    }
    for (Thread* one : aside) {
        harden_now(*one, &wait);
    }
    harden_now(thread, call);
    for (size_t posts = aside.size(); posts > 0; --posts) {
        call_inband({.number = TAKT_CALL_SEM_POST, .arg = {gate_}});
    }
    return thread;
}

void Machine::harden_now(Thread& thread, const takt_call* call) {
    takt_request request;
    bool entered = false;
    if (call != nullptr && takt_core_fetch(core(), call, &request) != 0) {
        throw std::runtime_error("a call of the bench is malformed");
    }
    takt_core_harden(core(), to_seam(&thread), call == nullptr ? nullptr : &request, &entered);
    settle();
}

int64_t Machine::call_inband(const takt_call& call) {
    takt_request request;
    if (takt_core_fetch(core(), &call, &request) != 0) {
        throw std::runtime_error("a call of the bench is malformed");
    }
    const int64_t result = takt_core_serve_inband(core(), to_seam(keeper_), &request);
    settle();
    return result;
}

int64_t Machine::call(const takt_call& call) {
    takt_context* context = kernel_->cpus[0].running->context;
    takt_next next = takt_core_on_syscall(core(), &call);
    while (next.deliver) {
        next = takt_core_on_loaded(core());
    }
    settle();
    return context->result;
}

void Machine::settle() {
    while (ipis != 0) {
        ipis = 0;
        takt_core_on_ipi(core());
    }
}

void Machine::set_time(uint64_t at_ns) {
    now_ns = at_ns;
}

uint64_t Machine::now() const {
    return now_ns;
}

} // namespace takt::bench
