// SPDX-License-Identifier: GPL-2.0-only
// Owns the trace points of the core, generated from the one list in the seam.
#pragma once

#include <cstdint>

#include "seam/trace.h"
#include "seam/trace_points.h"

namespace takt {

enum class TracePoint : uint32_t {
#define TAKT_TRACE_ENUM(name, a, b, c) name,
    TAKT_TRACE_POINTS(TAKT_TRACE_ENUM)
#undef TAKT_TRACE_ENUM
};

/// Off: one load and one branch a point.
class Tracer {
public:
    void enable(bool on) { on_ = on; }

    void operator()(TracePoint point, uint64_t a, uint64_t b, uint64_t c) const {
        if (__builtin_expect(on_, 0)) {
            takt_plat_trace(static_cast<uint32_t>(point), a, b, c);
        }
    }

private:
    bool on_ = false;
};

}  // namespace takt
