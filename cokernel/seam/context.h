/* SPDX-License-Identifier: GPL-2.0-only */
/* The user context of an RT thread: an opaque object of the platform, one a thread. */
#ifndef TAKT_SEAM_CONTEXT_H
#define TAKT_SEAM_CONTEXT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The RT half: registers, FPU image, page-table root. Only the platform looks inside. */
struct takt_context;

/* How a user context must look when Linux gets it back. */
enum takt_handback {
	/* A system call that the core does not serve: executes again under Linux. */
	TAKT_HANDBACK_REWIND = 0,
	/* A fault: registers as they are, the instruction executes again under Linux. */
	TAKT_HANDBACK_FAULT = 1,
	/* Between two instructions, or with its result already set: continues under Linux. */
	TAKT_HANDBACK_CONTINUE = 2,
	/* A wait of the core cut short by a kick: restarts or returns EINTR, as Linux rules it. */
	TAKT_HANDBACK_RESTART = 3,
};

/**
 * takt_plat_context_result() - set what the system call of @context returns to its user.
 *
 * Context: any, hard-off. Locks: the thread's CPU's lock, or the thread runs on this CPU.
 * @result is a value, or minus an error number.
 * Errors:  none. Cost: constant.
 */
void takt_plat_context_result(struct takt_context *context, int64_t result);

/**
 * takt_plat_context_restart() - let the system call of @context execute again in RT mode.
 *
 * Context: rt pass, hard-off; @context is loaded on this CPU and inside a system call.
 * For services that work in bounded steps: the user instruction is the loop. Errors: none.
 * Cost:    constant.
 */
void takt_plat_context_restart(struct takt_context *context);

/**
 * takt_plat_context_unload() - @context stops running here: bring all of its state to memory.
 *
 * Context: rt pass, hard-off; @context runs on this CPU (or is just being hardened: nothing to do).
 * Locks:   the thread's CPU's lock. From the release of that lock on, any CPU may set its result or
 *          hand it back. If the pass ends with @context after all, it must be loaded again.
 * Errors:  none. Cost: constant.
 */
void takt_plat_context_unload(struct takt_context *context);

/**
 * takt_plat_context_handback() - make @context complete for its Linux half (P2, steps 1 and 2).
 *
 * Context: any, hard-off. Locks: the thread's CPU's lock. @context is loaded on this CPU or on none.
 * The core publishes FROZEN (release) right after; from then on the Linux half may take it.
 * Errors:  none. Cost: constant.
 */
void takt_plat_context_handback(struct takt_context *context, enum takt_handback how);

#ifdef __cplusplus
}
#endif

#endif
