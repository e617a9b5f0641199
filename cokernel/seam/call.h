/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A system call as it arrives: number (uapi/takt.h) and six raw arguments.
 *
 * Where the platform says that it saves the registers of user mode as Linux does on x86-64
 * (TAKT_CALL_IN_FRAME), a call is that frame as the entry code left it: to copy it would cost every
 * call fourteen instructions.
 */
#ifndef TAKT_SEAM_CALL_H
#define TAKT_SEAM_CALL_H

#include "types.h"

#include "uapi/takt.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef TAKT_CALL_IN_FRAME

struct takt_call {
	uint64_t unused[7];
	uint64_t r10, r9, r8, ax, cx, dx, si, di;
	uint64_t linux_number; /* TAKT_SYSCALL_BASE more than ours; Linux looks at 32 bits of it */
};

/** takt_call_number_of() - which call it is. Context: any. Cost: constant. */
static inline uint64_t takt_call_number_of(const struct takt_call *call)
{
	return (uint32_t)call->linux_number - TAKT_SYSCALL_BASE;
}

/** takt_call_arg() - its argument @index, 0 to 5. Context: any. Cost: constant. */
static inline uint64_t takt_call_arg(const struct takt_call *call, unsigned int index)
{
	switch (index) {
	case 0:
		return call->di;
	case 1:
		return call->si;
	case 2:
		return call->dx;
	case 3:
		return call->r10;
	case 4:
		return call->r8;
	default:
		return call->r9;
	}
}

#else

struct takt_call {
	uint64_t number;
	uint64_t arg[6];
};

static inline uint64_t takt_call_number_of(const struct takt_call *call)
{
	return call->number;
}

static inline uint64_t takt_call_arg(const struct takt_call *call, unsigned int index)
{
	return call->arg[index];
}

#endif

#ifdef __cplusplus
}
#endif

#endif
