/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result of a call in line, where the platform says at which byte of its context it is, loaded
 * or not. A wake-up sets one, and so does the call that brings it about.
 */
#ifndef TAKT_SEAM_CONTEXT_FAST_H
#define TAKT_SEAM_CONTEXT_FAST_H

#include "context.h"

/** takt_context_set_result() - as takt_plat_context_result(). */
static inline void takt_context_set_result(struct takt_context *context, int64_t result)
{
#ifdef TAKT_RESULT_OFFSET
	*(int64_t *)((unsigned char *)context + TAKT_RESULT_OFFSET) = result;
#else
	takt_plat_context_result(context, result);
#endif
}

#endif
