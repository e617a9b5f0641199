/* SPDX-License-Identifier: GPL-2.0-only */
/* Which CPU this is, and how to make another one look at its run queue. */
#ifndef TAKT_SEAM_CPU_H
#define TAKT_SEAM_CPU_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_cpu_id() - the number of the CPU that executes the call.
 *
 * Context: any, hard-off. Locks: none. Errors: none; below the core's limit of CPUs. Cost: constant.
 */
uint32_t takt_plat_cpu_id(void);

/**
 * takt_plat_ipi() - have takt_core_on_ipi() called on @cpu soon.
 *
 * Context: any, hard-off. Locks: may be called under any hard lock. @cpu may be this CPU: then the
 *          interrupt arrives when interrupts open next. Several may merge into one. None may be lost.
 * Order:   stores made before the call are visible to the handler.
 * Errors:  none. Cost: constant.
 */
void takt_plat_ipi(uint32_t cpu);

#ifdef __cplusplus
}
#endif

#endif
