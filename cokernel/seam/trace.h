/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace points: where the core reports what it does. The points are listed in trace_points.def. */
#ifndef TAKT_SEAM_TRACE_H
#define TAKT_SEAM_TRACE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_trace() - record one trace point of trace_points.def.
 *
 * Context: any, hard-off. Locks: may be called under any hard lock. Called only while tracing is on
 *          (takt_core_set_tracing()). Errors: none. Cost: constant.
 */
void takt_plat_trace(uint32_t point, uint64_t a, uint64_t b, uint64_t c);

#ifdef __cplusplus
}
#endif

#endif
