// SPDX-License-Identifier: GPL-2.0-only
// Implements the dispatcher of calls that were fetched before.
#include "syscall/serve.hpp"

#include "syscall/by_number.hpp"

namespace takt {

namespace {

struct Serve {
    Pass& pass;
    Thread& self;
    const Request& request;

    template<takt_call_number number>
    Outcome call() const TAKT_REQUIRES(hard_off) {
        return serve_call<number>(pass, self, request);
    }
};

} // namespace

Outcome serve(Pass& pass, Thread& self, const Request& request) {
    return by_number(request.number, Serve{pass, self, request});
}

} // namespace takt
