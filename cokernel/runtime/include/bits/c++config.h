/* SPDX-License-Identifier: GPL-2.0-only */
/* Wraps the C++ library's configuration: here are neither threads nor futexes to wait with. */
#ifndef TAKT_RUNTIME_CXXCONFIG_H
#define TAKT_RUNTIME_CXXCONFIG_H

#include_next <bits/c++config.h>
#undef _GLIBCXX_HAS_GTHREADS
#undef _GLIBCXX_HAVE_LINUX_FUTEX

#endif
