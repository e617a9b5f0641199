/* SPDX-License-Identifier: GPL-2.0-only */
/* The integer types of the seam, taken from whichever side includes it. */
#ifndef TAKT_SEAM_TYPES_H
#define TAKT_SEAM_TYPES_H

#if defined(__cplusplus)
#include <cstddef>
#include <cstdint>
#define TAKT_SEAM_BEGIN extern "C" {
#define TAKT_SEAM_END }
#define TAKT_SEAM_NORETURN [[noreturn]]
#elif defined(__KERNEL__)
#include <linux/types.h>
#define TAKT_SEAM_BEGIN
#define TAKT_SEAM_END
#define TAKT_SEAM_NORETURN __attribute__((__noreturn__))
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#define TAKT_SEAM_BEGIN
#define TAKT_SEAM_END
#define TAKT_SEAM_NORETURN __attribute__((__noreturn__))
#endif

#endif
