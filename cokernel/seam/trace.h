/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace points: where the core reports what it does. The points are listed in trace_points.h. */
#ifndef TAKT_SEAM_TRACE_H
#define TAKT_SEAM_TRACE_H

#include "types.h"

TAKT_SEAM_BEGIN

/**
 * takt_plat_trace() - record one trace point of trace_points.h.
 *
 * Context: any, hard-off. Locks: may be called under any hard lock. Called only while tracing is on
 *          (takt_core_set_tracing()). Errors: none. Cost: constant.
 */
void takt_plat_trace(uint32_t point, uint64_t a, uint64_t b, uint64_t c);

TAKT_SEAM_END

#endif
