/* SPDX-License-Identifier: MIT */
/* The parts of a wake-up by the timer: when a thread that asked for it passed which point. */
#ifndef TAKT_UAPI_WAKEUP_H
#define TAKT_UAPI_WAKEUP_H

#ifdef __cplusplus
#include <cstdint>
#elif defined(__KERNEL__)
#include <linux/types.h>
#else
#include <stdint.h>
#endif

/* Where struct takt_wakeup is in the page of struct takt_status. */
#define TAKT_WAKEUP_OFFSET 1024

/*
 * The last wake-up of a thread with TAKT_ATTACH_TIMED, in ns of TAKT_CLOCK_MONOTONIC. Written before
 * the thread runs, so that it finds it complete; a wake-up by anything but the timer leaves it as it is.
 */
struct takt_wakeup {
	uint64_t count; /* wake-ups recorded */
	uint64_t handler_ns; /* the co-kernel's timer handler begins: after the pipeline's part */
	uint64_t due_ns; /* the handler has found that the thread is due */
	uint64_t chosen_ns; /* the thread is ready, chosen to run, the timer set anew */
	uint64_t loaded_ns; /* its address space and registers are in the CPU */
};

#ifdef __cplusplus
static_assert(sizeof(takt_wakeup) == 40, "part of the ABI");
#else
_Static_assert(sizeof(struct takt_wakeup) == 40, "part of the ABI");
#endif

#endif
