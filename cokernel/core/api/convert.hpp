// SPDX-License-Identifier: GPL-2.0-only
// Owns the conversion between the opaque types of the seam and those of the core.
#pragma once

#include "kernel.hpp"
#include "seam/core.h"
#include "syscall/request.hpp"

namespace takt {

[[nodiscard]] inline takt_core* to_seam(Kernel* kernel) {
    return reinterpret_cast<takt_core*>(kernel);
}
[[nodiscard]] inline takt_thread* to_seam(Thread* thread) {
    return reinterpret_cast<takt_thread*>(thread);
}
[[nodiscard]] inline takt_process* to_seam(Process* process) {
    return reinterpret_cast<takt_process*>(process);
}

[[nodiscard]] inline Kernel& from_seam(takt_core* core) {
    return *reinterpret_cast<Kernel*>(core);
}
[[nodiscard]] inline Thread& from_seam(takt_thread* thread) {
    return *reinterpret_cast<Thread*>(thread);
}
[[nodiscard]] inline Process& from_seam(takt_process* process) {
    return *reinterpret_cast<Process*>(process);
}
/// fetch() has constructed it there.
[[nodiscard]] inline const Request& from_seam(const takt_request* request) {
    return *reinterpret_cast<const Request*>(request->opaque);
}

} // namespace takt
