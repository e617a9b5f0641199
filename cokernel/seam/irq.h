/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU's real interrupt flag (never Linux's virtual one). */
#ifndef TAKT_SEAM_IRQ_H
#define TAKT_SEAM_IRQ_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_irq_save() - turn this CPU's interrupts really off; returns what to restore.
 *
 * Context: any. Locks: none. Errors: none. Cost: constant. A compiler barrier.
 */
unsigned long takt_plat_irq_save(void);

/**
 * takt_plat_irq_restore() - put back what takt_plat_irq_save() returned.
 *
 * Context: any, hard-off, no hard lock held. Errors: none. Cost: constant. A compiler barrier.
 */
void takt_plat_irq_restore(unsigned long state);

#ifdef __cplusplus
}
#endif

#endif
