/* SPDX-License-Identifier: MIT */
/* The calls of the RT services: numbers, arguments, flags. All arguments are 64 bits wide. */
#ifndef TAKT_UAPI_TAKT_H
#define TAKT_UAPI_TAKT_H

/*
 * The version: a library with another major number cannot be served; a minor number only adds calls.
 */
#define TAKT_ABI_MAJOR 0
#define TAKT_ABI_MINOR 2

/*
 * A call is the Linux system call TAKT_SYSCALL_BASE + its number, made by an attached thread
 * (uapi/device.h); arguments in rdi, rsi, rdx, r10, r8, r9. Others get -ENOSYS from Linux. A call
 * that may block enters RT mode first if the thread is in Linux mode (hardens).
 */
#define TAKT_SYSCALL_BASE 0x54000

/*
 * Calls. "until" is an absolute time in ns of the clock named by the bits TAKT_CLOCK_* of "how";
 * TAKT_FOREVER waits without limit and 0 does not wait at all (-EAGAIN; -EBUSY for a mutex). Results are >= 0, or minus a
 * Linux error number. A wait that Linux cuts short is restarted or returns -EINTR, as Linux rules it.
 */
enum takt_call_number {
	TAKT_CALL_ABI = 0, /* () -> major << 16 | minor */
	TAKT_CALL_SELF = 1, /* () -> own thread handle */
	TAKT_CALL_CLOCK = 2, /* (how) -> ns */
	TAKT_CALL_SLEEP_UNTIL = 3, /* (until, how) -> 0 */
	TAKT_CALL_YIELD = 4, /* () -> 0 */
	TAKT_CALL_SET_SCHED = 5, /* (thread, policy, priority, slice_ns) -> 0 */
	TAKT_CALL_SET_PERIOD = 6, /* (start, period_ns, how) -> 0 */
	TAKT_CALL_WAIT_PERIOD = 7, /* () -> releases missed */
	TAKT_CALL_GO_LINUX = 8, /* () -> 0, in Linux mode */
	TAKT_CALL_GO_RT = 10, /* () -> 0, in RT mode; -EPERM if it may not enter (see dmesg, status page) */
	TAKT_CALL_CLOSE = 9, /* (handle) -> 0; who waits for it gets -EIDRM */

	TAKT_CALL_MUTEX_CREATE = 16, /* (flags) -> handle */
	TAKT_CALL_MUTEX_LOCK = 17, /* (mutex, until, how) -> 0; -EOWNERDEAD is a success too */
	TAKT_CALL_MUTEX_UNLOCK = 18, /* (mutex) -> 0 */
	TAKT_CALL_MUTEX_CONSISTENT = 19, /* (mutex) -> 0 */

	TAKT_CALL_COND_CREATE = 24, /* (flags) -> handle */
	TAKT_CALL_COND_WAIT = 25, /* (cond, mutex, until, how) -> 0; see below */
	TAKT_CALL_COND_SIGNAL = 26, /* (cond) -> 0 */
	TAKT_CALL_COND_BROADCAST = 27, /* (cond) -> 0 */

	TAKT_CALL_SEM_CREATE = 32, /* (initial, maximum, flags) -> handle */
	TAKT_CALL_SEM_WAIT = 33, /* (semaphore, until, how) -> 0 */
	TAKT_CALL_SEM_POST = 34, /* (semaphore) -> 0; -EOVERFLOW */
	TAKT_CALL_SEM_VALUE = 35, /* (semaphore) -> value */

	TAKT_CALL_FLAGS_CREATE = 40, /* (initial, flags) -> handle; 31 bits of flags */
	TAKT_CALL_FLAGS_WAIT = 41, /* (group, mask, mode, until, how) -> flags seen */
	TAKT_CALL_FLAGS_SET = 42, /* (group, mask) -> 0 */
	TAKT_CALL_FLAGS_CLEAR = 43, /* (group, mask) -> flags before */
	TAKT_CALL_FLAGS_READ = 44, /* (group) -> flags */

	TAKT_CALL_QUEUE_CREATE = 48, /* (messages, bytes, flags) -> handle */
	TAKT_CALL_QUEUE_SEND = 49, /* (queue, address, bytes, priority, until, how) -> 0 */
	TAKT_CALL_QUEUE_RECEIVE = 50, /* (queue, address, room, until, how) -> priority << 16 | bytes */

	TAKT_CALL_TIMER_CREATE = 56, /* (flags) -> handle */
	TAKT_CALL_TIMER_SET = 57, /* (timer, first, interval_ns, how) -> 0 */
	TAKT_CALL_TIMER_CANCEL = 58, /* (timer) -> 1 if it was armed, 0 if not */
	TAKT_CALL_TIMER_WAIT = 59, /* (timer, until, how) -> expiries since the last wait */

	TAKT_CALL_LIMIT = 64,
};

/*
 * TAKT_CALL_COND_WAIT: the mutex is locked again after 0, -ETIMEDOUT and -EOWNERDEAD, and was never
 * given up after -EPERM, -EINVAL and -ESTALE. After -EINTR, -EIDRM, -EDEADLK, -ELOOP and
 * -ENOTRECOVERABLE it is not locked: after -EINTR lock it and look at the condition again.
 */

/*
 * A mutex made without TAKT_SHARED has a word in the page of its process (TAKT_MUTEX_WORDS_OFFSET, uapi/device.h), the
 * one at its handle & TAKT_MUTEX_INDEX_MASK: its handle in the upper half; in the lower half the handle of the thread
 * that has locked it, 0 if nobody has. By compare-and-exchange of the whole word a thread in RT mode locks the mutex,
 * and its owner unlocks it. Where that fails the calls do it: with TAKT_MUTEX_IN_CORE in it, the word says nothing, and
 * the co-kernel knows the owner. A word that names no thread of the process makes its mutex -ENOTRECOVERABLE.
 */
#define TAKT_MUTEX_INDEX_MASK 0x3ffU
#define TAKT_MUTEX_IN_CORE 0x80000000U

#define TAKT_FOREVER 0xffffffffffffffffULL

/* "how" of calls with a time */
#define TAKT_CLOCK_MONOTONIC 0x0
#define TAKT_CLOCK_REALTIME 0x1
#define TAKT_CLOCK_MASK 0x1

/* Flags of every create call */
#define TAKT_SHARED 0x1 /* threads of other processes may use it, too */

/* Flags of TAKT_CALL_MUTEX_CREATE; without TAKT_RECURSIVE a mutex is error-checking */
#define TAKT_RECURSIVE 0x2
#define TAKT_ROBUST 0x4

/* Modes of TAKT_CALL_FLAGS_WAIT */
#define TAKT_FLAGS_ANY 0x0
#define TAKT_FLAGS_ALL 0x1
#define TAKT_FLAGS_CONSUME 0x2 /* clear what was waited for */

/* Greatest values */
#define TAKT_QUEUE_MESSAGES_MAX 64
#define TAKT_QUEUE_BYTES_MAX 256
#define TAKT_QUEUE_PRIORITY_MAX 31
#define TAKT_SEM_VALUE_MAX 0x3fffffff

#endif
