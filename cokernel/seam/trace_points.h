/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every trace point of the core, declared once: X(name, first, second, third argument).
 * The order is the numbering that tools see: append, never reorder.
 */
#ifndef TAKT_SEAM_TRACE_POINTS_H
#define TAKT_SEAM_TRACE_POINTS_H

/* clang-format off */
#define TAKT_TRACE_POINTS(X)                                   \
	X(dispatch,      previous_sc,   next_sc,      next_thread) \
	X(wake,          thread,        cpu,          result)      \
	X(block,         thread,        object,       deadline_ns) \
	X(stage,         thread,        from,         to)          \
	X(handback,      thread,        reason,       detail)      \
	X(kick,          thread,        reason,       stage)       \
	X(timer_arm,     deadline_ns,   kind,         subject)     \
	X(timer_expire,  now_ns,        kind,         0)     \
	X(call_enter,    thread,        number,       first_arg)   \
	X(call_exit,     thread,        number,       result)      \
	X(donate,        owner,         sc,           depth)       \
	X(watchdog,      thread,        starved_ns,   cpu)
/* clang-format on */

#endif
