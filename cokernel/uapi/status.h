/* SPDX-License-Identifier: MIT */
/* The status page: what a thread can learn about its mode without a call. */
#ifndef TAKT_UAPI_STATUS_H
#define TAKT_UAPI_STATUS_H

#ifdef __cplusplus
#include <cstdint>
#elif defined(__KERNEL__)
#include <linux/types.h>
#else
#include <stdint.h>
#endif

#define TAKT_STATUS_REASONS 16

/* Why a thread left RT mode (and is counted for). */
enum takt_reason {
	TAKT_REASON_NONE = 0,
	TAKT_REASON_FOREIGN_CALL = 1, /* a system call that the core does not serve */
	TAKT_REASON_FAULT = 2, /* a page fault or another exception */
	TAKT_REASON_TRAP = 3, /* breakpoint, single step: not executed again */
	TAKT_REASON_SIGNAL = 4, /* Linux has a signal for it */
	TAKT_REASON_WATCHDOG = 5, /* it kept Linux off the CPU for too long */
	TAKT_REASON_STALE = 6, /* affinity, policy or priority changed from outside */
	TAKT_REASON_HOTPLUG = 7, /* its CPU goes away */
	TAKT_REASON_WEAK = 8, /* a WEAK thread's wait is over: it lives in Linux */
	TAKT_REASON_REQUEST = 9, /* it asked for it */
	TAKT_REASON_COPY_FAULT = 10, /* a user copy of a core service faulted */
	TAKT_REASON_DETACH = 11, /* its process goes away */
	TAKT_REASON_COUNT = 12,
};

/* Written by the co-kernel only; each field by one store. */
struct takt_status {
	uint32_t stage; /* 0 Linux owns the thread, 1..3 RT mode, 4 on its way to Linux */
	uint32_t last_reason; /* why it left RT mode last: enum takt_reason */
	uint64_t last_detail; /* call number or address that goes with it */
	uint64_t last_ip; /* user instruction at which it left */
	uint64_t hardens; /* times it entered RT mode */
	uint64_t handbacks[TAKT_STATUS_REASONS]; /* times it left, by reason */
	uint64_t runtime_ns; /* in RT mode, as of the last time it left */
	uint32_t refusal; /* why it could not enter last time: enum takt_refusal, 0 if it could */
	uint32_t reserved;
};

#ifdef __cplusplus
static_assert(sizeof(takt_status) == 48 + 8 * TAKT_STATUS_REASONS, "part of the ABI");
#else
_Static_assert(sizeof(struct takt_status) == 48 + 8 * TAKT_STATUS_REASONS, "part of the ABI");
#endif

#endif
