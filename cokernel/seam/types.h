/* SPDX-License-Identifier: GPL-2.0-only */
/* The integer types of the seam, taken from whichever side includes it. */
#ifndef TAKT_SEAM_TYPES_H
#define TAKT_SEAM_TYPES_H

#if defined(__cplusplus)
#include <cstddef>
#include <cstdint>
#elif defined(__KERNEL__)
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#endif
