# SPDX-License-Identifier: GPL-2.0-only
# The sources of the core without suffix, relative to cokernel/. Read by Kbuild and by CMake.
takt-core-sources := \
	core/api/events \
	core/api/kernel \
	core/api/services \
	core/base/tree \
	core/object/cond_calls \
	core/object/event_flags_calls \
	core/object/message_queue_calls \
	core/object/mutex_calls \
	core/object/registry \
	core/object/semaphore_calls \
	core/object/steps \
	core/object/timer_calls \
	core/sched/run_queue \
	core/sched/scheduler \
	core/syscall/fetch \
	core/syscall/serve \
	core/syscall/thread_calls \
	core/thread/handover \
	core/thread/lifecycle \
	core/thread/sched_params \
	core/time/timer_heap \
	core/time/timer_queue \
	core/wait/blocking \
	core/wait/donation \
	core/wait/expiry \
	runtime/runtime
