// SPDX-License-Identifier: MIT
// Owns what a thread can know and say about its mode: RT or Linux.
#pragma once

#include "takt/result.hpp"

namespace takt {

/// Why the calling thread left RT mode last.
struct switch_cause {
    takt_reason reason;
    uint64_t detail; ///< number of the system call, or address
    uint64_t ip;     ///< the instruction
    [[nodiscard]] const char* text() const { return takt_reason_text(reason); }
    /// Name of the system call; null if it was none.
    [[nodiscard]] const char* call() const {
        return reason == TAKT_REASON_FOREIGN_CALL ? takt_call_name(detail) : nullptr;
    }
};

/// Context: any.  Cost: no call.
[[nodiscard]] inline bool in_rt() noexcept {
    return takt_in_rt() != 0;
}

[[nodiscard]] inline switch_cause why_switched() noexcept {
    const volatile takt_status* status = takt_thread_status();
    if (status == nullptr) {
        return {TAKT_REASON_NONE, 0, 0};
    }
    return {static_cast<takt_reason>(status->last_reason), status->last_detail, status->last_ip};
}

/// How often the calling thread left RT mode without having asked for it.
[[nodiscard]] inline uint64_t bounces() noexcept {
    const volatile takt_status* status = takt_thread_status();
    uint64_t sum = 0;
    for (uint32_t reason = 1; status != nullptr && reason < TAKT_REASON_COUNT; ++reason) {
        const bool asked = reason == TAKT_REASON_REQUEST || reason == TAKT_REASON_WEAK;
        sum += asked ? 0 : status->handbacks[reason];
    }
    return sum;
}

/// Ends the program with the reason if the calling thread is not in RT mode.
inline void assert_rt() noexcept {
    if (!in_rt()) {
        const switch_cause cause = why_switched();
        const char* call = cause.call();
        fprintf(stderr, "takt: fatal: not in RT mode; left it last for: %s%s%s\n", cause.text(),
                call != nullptr ? ": " : "", call != nullptr ? call : "");
        abort();
    }
}

[[nodiscard]] inline result<void> enter_rt() noexcept {
    return detail::checked(takt_go_rt());
}

/// Linux mode for a scope; at its end back to the mode before.
class linux_scope final {
public:
    linux_scope() noexcept : was_rt_(in_rt()) {
        if (was_rt_) {
            takt_go_linux();
        }
    }
    linux_scope(const linux_scope&) = delete;
    linux_scope& operator=(const linux_scope&) = delete;
    ~linux_scope() {
        if (was_rt_ && takt_go_rt() != 0) {
            // Its status page says why; the next blocking call tries again.
            takt_log("takt: RT mode was not entered again: %s",
                     takt_refusal_text(takt_thread_status()->refusal));
        }
    }

private:
    bool was_rt_;
};

} // namespace takt
