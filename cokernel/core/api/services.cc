// SPDX-License-Identifier: GPL-2.0-only
// Implements the in-band services: called by Linux with interrupts on, hard-off only in bounded
// steps.
#include <new>

#include "api/convert.hpp"
#include "kernel.hpp"
#include "object/registry.hpp"
#include "object/steps.hpp"
#include "sched/scheduler.hpp"
#include "seam/core.h"
#include "seam/memory.h"
#include "syscall/serve.hpp"
#include "thread/handover.hpp"
#include "thread/lifecycle.hpp"
#include "thread/sched_params.hpp"

namespace takt {

namespace {

[[nodiscard]] int to_int(Error error) {
    return static_cast<int>(to_abi(error));
}

/// Do what is left of @p work, with interrupts on between the steps.
void finish(Kernel& kernel, Unfinished& work) {
    bool done = work.what == Unfinished::What::nothing;
    while (!done) {
        HardOffScope scope;
        Pass pass{kernel, Pass::Ends::in_linux};
        done = take_step(pass, work);
        end_in_linux(pass);
    }
}

/// Copy a message that was received in RT mode, or in-band, to the user memory of the caller.
[[nodiscard]] Error finish_delivery(Thread& self) {
    if (!self.delivery.pending) {
        return Error::none;
    }
    self.delivery.pending = false;
    return takt_plat_user_write(self.delivery.address, self.message.data, self.message.bytes)
               ? Error::none
               : Error::bad_address;
}

template<typename P>
void close_all(Kernel& kernel, P& pool, const Process& process) {
    for (uint32_t index = 0; index < P::capacity; ++index) {
        Unfinished work;
        {
            HardOffScope scope;
            Pass pass{kernel, Pass::Ends::in_linux};
            const Handle name = begin_close_any(pass, pool.at(index), process);
            if (name != Handle{}) {
                work = {.what = Unfinished::What::close, .object = name};
            }
        }
        finish(kernel, work);
    }
}

[[nodiscard]] bool has_threads(Kernel& kernel, const Process& process) {
    HardOffScope scope;
    Pass pass{kernel, Pass::Ends::in_linux};
    LockGuard guard{kernel.registry_lock, pass.held};
    return process.used[static_cast<uint32_t>(Kind::thread)] != 0;
}

} // namespace

} // namespace takt

using namespace takt;

int takt_core_cpu_up(takt_core* core) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    return to_int(bring_up(pass));
}

int takt_core_cpu_down(takt_core* core) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    return to_int(take_down(pass));
}

int takt_core_process_attach(takt_core* core, const takt_process_params* params,
                             takt_process** process) {
    if (params->mutex_words != nullptr) {
        for (uint32_t index = 0; index < limits::mutexes; ++index) {
            reinterpret_cast<MutexWord*>(params->mutex_words)[index].clear();
        }
    }
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    const Result<Process*> attached = attach_process(pass, *params);
    if (!attached) {
        return to_int(attached.error());
    }
    *process = takt::to_seam(*attached);
    return 0;
}

int takt_core_process_detach(takt_core* core, takt_process* process) {
    Kernel& kernel = from_seam(core);
    Process& gone = from_seam(process);
    if (has_threads(kernel, gone)) {
        return to_int(Error::busy);
    }
    close_all(kernel, kernel.conds, gone); // first: their waiters go on to wait for mutexes
    close_all(kernel, kernel.mutexes, gone);
    close_all(kernel, kernel.semaphores, gone);
    close_all(kernel, kernel.flags, gone);
    close_all(kernel, kernel.queues, gone);
    close_all(kernel, kernel.timers, gone);
    HardOffScope scope;
    Pass pass{kernel, Pass::Ends::in_linux};
    forget_process(pass, gone);
    return 0;
}

int takt_core_thread_attach(takt_core* core, takt_process* process,
                            const takt_thread_params* params, takt_thread** thread) {
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    const Result<Thread*> attached = attach_thread(pass, from_seam(process), *params);
    if (!attached) {
        return to_int(attached.error());
    }
    *thread = takt::to_seam(*attached);
    return 0;
}

int takt_core_thread_detach(takt_core* core, takt_thread* thread) {
    Kernel& kernel = from_seam(core);
    Thread& gone = from_seam(thread);
    if (gone.stage_now() != Stage::inband) {
        return to_int(Error::busy);
    }
    finish(kernel, gone.unfinished);
    for (uint32_t index = 0; index < limits::mutexes; ++index) {
        Unfinished work;
        {
            HardOffScope scope;
            Pass pass{kernel, Pass::Ends::in_linux};
            abandon_slot(pass, gone, index, work);
            end_in_linux(pass);
        }
        finish(kernel, work);
    }
    HardOffScope scope;
    Pass pass{kernel, Pass::Ends::in_linux};
    return to_int(forget_thread(pass, gone));
}

int takt_core_thread_sched(takt_core* core, takt_thread* thread, const takt_sched* sched) {
    const Error error = validate(*sched);
    if (error != Error::none) {
        return to_int(error);
    }
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    {
        DonationGuard guard{pass};
        set_sched(pass, from_seam(thread), *sched);
    }
    end_in_linux(pass);
    return 0;
}

int takt_core_thread_move(takt_core* core, takt_thread* thread, uint32_t cpu) {
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    return to_int(move_thread(pass, from_seam(thread), cpu));
}

void takt_core_thread_info(takt_core* core, takt_thread* thread, takt_thread_info* info) {
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    Thread& subject = from_seam(thread);
    Cpu& cpu = pass.kernel.cpu_of(subject);
    LockGuard guard{cpu.lock, pass.held};
    const Urgency urgency = subject.own.urgency();
    const bool is_fixed = urgency.band() == Band::fixed;
    const takt_policy with_priority =
        subject.own.slice().ns != 0 ? TAKT_POLICY_RR : TAKT_POLICY_FIFO;
    info->handle = subject.handle().raw();
    info->stage = static_cast<takt_stage>(subject.stage.load(std::memory_order_relaxed));
    info->cpu = cpu.id;
    info->policy = is_fixed ? with_priority : TAKT_POLICY_WEAK;
    info->priority =
        is_fixed ? priority_max - static_cast<uint32_t>(urgency.within()) : uint32_t{0};
    info->runtime_ns = subject.own.consumed().ns;
    for (uint32_t reason = 0; reason < TAKT_REASON_COUNT; ++reason) {
        info->handbacks[reason] = subject.handbacks[reason];
    }
}

uint64_t takt_core_thread_runtime(takt_thread* thread) {
    return from_seam(thread).own.consumed().ns;
}

int takt_core_fetch(takt_core*, const takt_call* call, takt_request* request) {
    static_assert(alignof(Request) <= alignof(uint64_t));
    auto* fetched = new (request->opaque) Request;
    return to_int(fetch(*call, *fetched));
}

bool takt_core_call_blocks(const takt_request* request) {
    return may_block(from_seam(request));
}

int64_t takt_core_serve_inband(takt_core* core, takt_thread* thread, const takt_request* request) {
    const Request& call = from_seam(request);
    if (may_block(call)) {
        return to_abi(Error::invalid);
    }
    Kernel& kernel = from_seam(core);
    Thread& self = from_seam(thread);
    finish(kernel, self.unfinished);
    int64_t result;
    {
        HardOffScope scope;
        Pass pass{kernel, Pass::Ends::in_linux};
        result = serve(pass, self, call).value;
        end_in_linux(pass);
    }
    finish(kernel, self.unfinished);
    const Error error = finish_delivery(self);
    return error == Error::none ? result : to_abi(error);
}

bool takt_core_reclaim(takt_core* core, takt_thread* thread) {
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    return reclaim(pass, from_seam(thread));
}

int takt_core_completion(takt_core* core, takt_thread* thread) {
    Thread& self = from_seam(thread);
    finish(from_seam(core), self.unfinished);
    return to_int(finish_delivery(self));
}

void takt_core_kick(takt_core* core, takt_thread* thread, takt_reason reason) {
    HardOffScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_linux};
    kick(pass, from_seam(thread), reason);
    end_in_linux(pass);
}
