/* SPDX-License-Identifier: GPL-2.0-only */
/* Copies from and to the user memory of the calling thread. */
#ifndef TAKT_SEAM_MEMORY_H
#define TAKT_SEAM_MEMORY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * takt_plat_user_read() - copy @bytes from user address @from of the calling thread.
 *
 * Context: rt pass (its address space is loaded; a fault is reported, not resolved), or in-band
 *          without hard locks and with interrupts on (a fault is resolved there).
 * Checks the address range. Errors: false if any byte could not be read; @to is then undefined.
 * Cost:    linear in @bytes.
 */
bool takt_plat_user_read(void *to, uint64_t from, size_t bytes);

/**
 * takt_plat_user_write() - copy @bytes to user address @to of the calling thread.
 *
 * Context, errors, cost: as takt_plat_user_read(); on failure a prefix may have been written.
 */
bool takt_plat_user_write(uint64_t to, const void *from, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
