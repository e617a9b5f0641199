// SPDX-License-Identifier: GPL-2.0-only
// Owns the cheapest possible platform: a few instructions a seam call, so that counts are the
// core's.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "api/convert.hpp"
#include "kernel.hpp"
#include "seam/core.h"

struct takt_context {
    int64_t result = 0;
};

namespace takt::bench {

/// One core with one CPU scheduled, and threads on it.
class Machine {
public:
    Machine();

    /// A FIFO thread in RT mode that has made @p call there (it may block in it).
    Thread& enter(uint32_t priority, const takt_call& call);
    /// Likewise, as the running thread, without a call.
    Thread& enter(uint32_t priority);

    /// The running thread makes a call, which is not counted, and IPIs are delivered. Returns the
    /// result.
    int64_t call(const takt_call& call);

    void set_time(uint64_t now_ns);
    [[nodiscard]] uint64_t now() const;

    [[nodiscard]] Kernel& kernel() { return *kernel_; }
    [[nodiscard]] takt_core* core() { return to_seam(kernel_); }

private:
    struct Free {
        void operator()(void* memory) const;
    };
    Thread& attach(uint32_t priority);
    /// Root must run for a thread to harden: whoever runs waits at a gate meanwhile.
    Thread& harden(Thread& thread, const takt_call* call);
    void harden_now(Thread& thread, const takt_call* call);
    int64_t call_inband(const takt_call& call);
    void settle();

    std::unique_ptr<void, Free> memory_;
    Kernel* kernel_;
    takt_process* process_ = nullptr;
    Thread* keeper_ = nullptr; // stays in Linux
    uint64_t gate_ = 0;
    std::vector<std::unique_ptr<takt_context>> contexts_;
};

} // namespace takt::bench
