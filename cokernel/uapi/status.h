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

/* Written by the core only; each field by one store. */
struct takt_status {
	uint32_t stage; /* 0 Linux owns the thread, 1..3 RT mode, 4 on its way to Linux */
	uint32_t last_reason; /* why it left RT mode last, 0 never */
	uint64_t last_detail; /* call number or address that goes with it */
	uint64_t hardens; /* times it entered RT mode */
	uint64_t handbacks[TAKT_STATUS_REASONS]; /* times it left, by reason */
};

#ifdef __cplusplus
static_assert(sizeof(takt_status) == 24 + 8 * TAKT_STATUS_REASONS, "part of the ABI");
#else
_Static_assert(sizeof(struct takt_status) == 24 + 8 * TAKT_STATUS_REASONS, "part of the ABI");
#endif

#endif
