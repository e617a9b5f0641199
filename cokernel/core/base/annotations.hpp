// SPDX-License-Identifier: GPL-2.0-only
// Owns the macros of clang's thread-safety analysis; with other compilers they are nothing.
#pragma once

#if defined(__clang__)
#define TAKT_ATTRIBUTE(x) __attribute__((x))
#else
#define TAKT_ATTRIBUTE(x)
#endif

#define TAKT_CAPABILITY(name) TAKT_ATTRIBUTE(capability(name))
#define TAKT_SCOPED_CAPABILITY TAKT_ATTRIBUTE(scoped_lockable)
#define TAKT_GUARDED_BY(lock) TAKT_ATTRIBUTE(guarded_by(lock))
#define TAKT_REQUIRES(...) TAKT_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define TAKT_EXCLUDES(...) TAKT_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define TAKT_ACQUIRE(...) TAKT_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define TAKT_RELEASE(...) TAKT_ATTRIBUTE(release_capability(__VA_ARGS__))
#define TAKT_ASSERT_CAPABILITY(x) TAKT_ATTRIBUTE(assert_capability(x))
#define TAKT_RETURN_CAPABILITY(x) TAKT_ATTRIBUTE(lock_returned(x))
#define TAKT_NO_ANALYSIS TAKT_ATTRIBUTE(no_thread_safety_analysis)

/// The paths whose length is the latency: everything they call is inlined, if it is visible.
#define TAKT_HOT __attribute__((flatten))
/// What such a path rarely does: stays out of it, and leaves it the registers.
#define TAKT_COLD __attribute__((noinline, cold))
#define TAKT_APART __attribute__((noinline))
