// SPDX-License-Identifier: GPL-2.0-only
// Implements the events: what came in, then who is next.
#include "api/convert.hpp"
#include "base/annotations.hpp"
#include "kernel.hpp"
#include "object/steps.hpp"
#include "sched/scheduler.hpp"
#include "seam/context_fast.h"
#include "seam/core.h"
#include "seam/memory.h"
#include "syscall/by_number.hpp"
#include "syscall/fetch.hpp"
#include "syscall/serve.hpp"
#include "thread/handover.hpp"
#include "wait/expiry.hpp"

namespace takt {

namespace {

constexpr takt_next root{.context = nullptr, .deliver = false};

/// Only this CPU changes who runs on it and whether it is up, so it may look without the lock.
[[nodiscard]] Thread* running_here(const Pass& pass) TAKT_NO_ANALYSIS {
    return pass.cpu.running;
}

[[nodiscard]] bool is_up(const Pass& pass) TAKT_NO_ANALYSIS {
    return pass.cpu.up;
}

/// Copy a received message to user memory; the address space of @p self is loaded.
void deliver(Pass& pass, Thread& self) TAKT_REQUIRES(hard_off) {
    if (takt_plat_user_write(self.delivery.address, self.message.data, self.message.bytes)) {
        self.delivery.pending = false;
    } else {
        // The Linux half copies it (takt_core_completion), where the fault can be resolved.
        bounce(pass, TAKT_HANDBACK_CONTINUE, TAKT_REASON_COPY_FAULT, self.delivery.address);
    }
}

/// Hand back the running thread, which was kicked before its call did anything.
void bounce_kicked(Pass& pass) TAKT_REQUIRES(hard_off) {
    Cpu& cpu = pass.cpu;
    LockGuard guard{cpu.lock, pass.held};
    Thread& self = *cpu.running;
    hand_back(pass, cpu, self, TAKT_HANDBACK_REWIND, self.kick, 0);
}

/// Is the user memory of the thread within reach? Not while it hardens: root is loaded then.
enum class Memory : uint8_t { loaded, not_loaded };

void conclude(Pass& pass, Thread& self, Outcome outcome, Memory memory) TAKT_REQUIRES(hard_off) {
    switch (outcome.what) {
    case Outcome::What::done:
        takt_context_set_result(self.context, outcome.value);
        if (self.delivery.pending && memory == Memory::loaded) {
            deliver(pass, self);
        }
        break;
    case Outcome::What::blocked:
        break;
    case Outcome::What::interrupted:
        bounce_kicked(pass);
        break;
    case Outcome::What::go_linux:
        takt_context_set_result(self.context, 0);
        bounce(pass, TAKT_HANDBACK_CONTINUE, TAKT_REASON_REQUEST, 0);
        break;
    case Outcome::What::not_served: // neither comes of a request that was fetched
    case Outcome::What::unreadable:
        break;
    }
}

void serve_and_conclude(Pass& pass, Thread& self, const Request& request, Memory memory)
    TAKT_REQUIRES(hard_off) {
    TAKT_TRACE(pass.trace, call_enter, self.handle().raw(), request.number, request.object.raw());
    const Outcome outcome = serve(pass, self, request);
    TAKT_TRACE(pass.trace, call_exit, self.handle().raw(), request.number,
               static_cast<uint64_t>(outcome.value));
    conclude(pass, self, outcome, memory);
}

struct FetchAndServe {
    Pass& pass;
    Thread& self;
    const takt_call& arguments;

    template<takt_call_number number>
    Outcome call() const TAKT_REQUIRES(hard_off) {
        if constexpr (!is_timeless(number)) {
            pass.look_at_clock();
        }
        Request request;
        const Error error = fetch_call<number>(arguments, request);
        return __builtin_expect(error == Error::none, 1) ? serve_call<number>(pass, self, request)
                                                         : Outcome::not_fetched(error);
    }
};

Outcome serve_raw(Pass& pass, Thread& self, const takt_call& call) TAKT_REQUIRES(hard_off) {
    const uint64_t number = takt_call_number_of(&call);
    if (number >= TAKT_CALL_LIMIT) {
        pass.look_at_clock();
        return Outcome::not_fetched(Error::not_served);
    }
    return by_number(number, FetchAndServe{pass, self, call});
}

/// Fetch, serve and conclude a call of the running thread, whose memory is loaded.
void do_call(Pass& pass, Thread& self, const takt_call& call) TAKT_REQUIRES(hard_off) {
    TAKT_TRACE(pass.trace, call_enter, self.handle().raw(), takt_call_number_of(&call),
               takt_call_arg(&call, 0));
    const Outcome outcome = serve_raw(pass, self, call);
    TAKT_TRACE(pass.trace, call_exit, self.handle().raw(), takt_call_number_of(&call),
               static_cast<uint64_t>(outcome.value));
    if (__builtin_expect(outcome.what == Outcome::What::not_served, 0)) {
        bounce(pass, TAKT_HANDBACK_REWIND, TAKT_REASON_FOREIGN_CALL, takt_call_number_of(&call));
    } else if (__builtin_expect(outcome.what == Outcome::What::unreadable, 0)) {
        bounce(pass, TAKT_HANDBACK_REWIND, TAKT_REASON_COPY_FAULT, takt_call_arg(&call, 1));
    } else {
        conclude(pass, self, outcome, Memory::loaded);
    }
}

} // namespace

} // namespace takt

using namespace takt;

TAKT_HOT takt_next takt_core_on_timer(takt_core* core) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch};
    if (!is_up(pass)) {
        return root;
    }
    return expire_and_dispatch(pass);
}

takt_next takt_core_on_clock_set(takt_core* core) {
    return takt_core_on_timer(core); // due ones expire, and the shot is computed anew
}

takt_next takt_core_on_ipi(takt_core* core) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch};
    if (!is_up(pass)) {
        return root;
    }
    Thread* self = running_here(pass);
    if (self != nullptr) {
        static_cast<void>(take_step(pass, self->unfinished));
    }
    return dispatch(pass);
}

TAKT_HOT takt_next takt_core_on_syscall(takt_core* core, const takt_call* call) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch, Pass::Timeless{}};
    Thread& self = *running_here(pass);
    if (__builtin_expect(self.unfinished.what != Unfinished::What::nothing, 0)) {
        pass.look_at_clock();
        if (!take_step(pass, self.unfinished)) {
            // What its last call began comes before this one, which has not begun.
            takt_plat_context_restart(self.context);
            return dispatch(pass);
        }
    }
    do_call(pass, self, *call);
    if (!pass.queue_changed && self.unfinished.what == Unfinished::What::nothing) {
        return {.context = self.context, .deliver = false}; // nothing that concerns scheduling
    }
    if (pass.now.ns == 0) {
        pass.look_at_clock();
    }
    return dispatch(pass);
}

takt_next takt_core_on_bounce(takt_core* core, takt_reason reason, takt_handback how,
                              uint64_t detail) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch};
    bounce(pass, how, reason, detail);
    return dispatch(pass);
}

takt_next takt_core_on_loaded(takt_core* core) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch};
    Thread* self = running_here(pass);
    if (self != nullptr && self->delivery.pending) {
        deliver(pass, *self);
        if (!pass.queue_changed) { // interrupts have been off since it was chosen
            return {.context = self->context, .deliver = false};
        }
    }
    return dispatch(pass);
}

takt_next takt_core_harden(takt_core* core, takt_thread* thread, const takt_request* request,
                           bool* entered) {
    EventScope scope;
    Pass pass{from_seam(core), Pass::Ends::in_dispatch};
    Thread& self = from_seam(thread);
    *entered = harden(pass, self);
    if (*entered && request != nullptr) {
        // A message that is received at once is copied when its memory is loaded: see dispatch().
        serve_and_conclude(pass, self, from_seam(request), Memory::not_loaded);
    }
    return dispatch(pass);
}
