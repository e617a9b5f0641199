/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for the C library's features.h, which the C++ headers ask for its version: there is none. */
#ifndef TAKT_RUNTIME_FEATURES_H
#define TAKT_RUNTIME_FEATURES_H

#define __GLIBC_PREREQ(major, minor) 0

#endif
