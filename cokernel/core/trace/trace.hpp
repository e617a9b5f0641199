// SPDX-License-Identifier: GPL-2.0-only
// Owns the trace points of the core, generated from the one list in the seam.
#pragma once

#include <cstdint>

#include "seam/trace.h"

namespace takt {

enum class TracePoint : uint32_t {
#define TAKT_TRACE_POINT(name, a, b, c) name,
#include "seam/trace_points.def"
#undef TAKT_TRACE_POINT
};

class Tracer {
public:
    void enable(bool on) { on_ = on; }
    [[nodiscard]] bool is_on() const { return on_; }

private:
    bool on_ = false;
};

} // namespace takt

/// Record a point. While tracing is off this is one load and one branch: the arguments are
/// evaluated only when it is on.
#define TAKT_TRACE(tracer, point, a, b, c)                                                         \
    do {                                                                                           \
        if (__builtin_expect((tracer).is_on(), 0)) {                                               \
            takt_plat_trace(static_cast<uint32_t>(::takt::TracePoint::point), (a), (b), (c));      \
        }                                                                                          \
    } while (false)
