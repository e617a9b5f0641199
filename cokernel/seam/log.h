/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages to the administrator, and the end of the world. */
#ifndef TAKT_SEAM_LOG_H
#define TAKT_SEAM_LOG_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum takt_log_level {
	TAKT_LOG_ERROR = 0,
	TAKT_LOG_WARNING = 1,
	TAKT_LOG_INFO = 2,
};

/**
 * takt_plat_log() - log constant @text with two numbers, later and in-band if need be.
 *
 * Context: any. Locks: may be called under any hard lock. Errors: none (may drop). Cost: constant.
 */
void takt_plat_log(enum takt_log_level level, const char *text, uint64_t a, uint64_t b);

/**
 * takt_plat_panic() - an invariant of the core is broken; stop before more is harmed.
 *
 * Context: any. Locks: any may be held. Does not return; it is not declared so because objtool would
 *          have to be told in the kernel tree: callers trap right after it.
 */
void takt_plat_panic(const char *text, const char *file, uint32_t line);

#ifdef __cplusplus
}
#endif

#endif
