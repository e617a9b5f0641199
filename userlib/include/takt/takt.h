/* SPDX-License-Identifier: MIT */
/* The C ABI of libtakt: everything that a program can ask of the co-kernel. */
#ifndef TAKT_TAKT_H
#define TAKT_TAKT_H

#include <stdint.h>

#include "takt/uapi/device.h"
#include "takt/uapi/status.h"
#include "takt/uapi/takt.h"
#include "takt/uapi/wakeup.h"

#ifdef __cplusplus
#define TAKT_NOEXCEPT noexcept
extern "C" {
#else
#define TAKT_NOEXCEPT
#endif

#define TAKT_API __attribute__((visibility("default")))
#define TAKT_CHECKED TAKT_API __attribute__((warn_unused_result))

/*
 * Results are 0 or more, or minus a Linux error number, which takt_error_text() puts into words. A function that says
 * "Context: rt" enters RT mode if the calling thread is attached and in Linux mode. Nothing here allocates after a
 * thread is attached. "until" and "how" are those of takt/uapi/takt.h.
 */

/* --- process and thread --- */

/**
 * Prepare the process: lock its memory, forbid transparent huge pages, open the device. Repeating it is free.
 * Context: linux.  Errors: -ENODEV no module, -EACCES, -ENOMEM locked-memory limit; takt_explain() has the remedy.
 */
TAKT_CHECKED int takt_process_start(void) TAKT_NOEXCEPT;

/**
 * Make the calling thread one that may enter RT mode. Its policy, priority and CPU are those that Linux knows when it
 * enters. Flags are TAKT_ATTACH_*.
 * Context: linux.  Errors: those of takt_process_start() and of enum takt_refusal; takt_explain() has the remedy.
 */
TAKT_CHECKED int takt_thread_attach(uint32_t flags, enum takt_on_bounce on_bounce) TAKT_NOEXCEPT;

/** Undo takt_thread_attach().  Context: any; ends in Linux mode.  Errors: -ESRCH not attached. */
TAKT_API int takt_thread_detach(void) TAKT_NOEXCEPT;

/** Change what takt_thread_attach() set.  Context: any; ends in Linux mode.  Errors: -ESRCH, -EINVAL. */
TAKT_CHECKED int takt_thread_set_mode(uint32_t flags, enum takt_on_bounce on_bounce) TAKT_NOEXCEPT;

/** The calling thread's status page; null if it is not attached.  Context: any.  Cost: no call. */
TAKT_API const volatile struct takt_status *takt_thread_status(void) TAKT_NOEXCEPT;

/**
 * The parts of the calling thread's last wake-up by the timer; null without TAKT_ATTACH_TIMED and on the emulation.
 * Context: any.  Cost: no call.
 */
TAKT_API const volatile struct takt_wakeup *takt_thread_wakeup(void) TAKT_NOEXCEPT;

/** Own handle.  Context: any.  Errors: -ESRCH not attached. */
TAKT_CHECKED int64_t takt_thread_self(void) TAKT_NOEXCEPT;

/** 1 if the calling thread is in RT mode.  Context: any.  Cost: no call. */
TAKT_API int takt_in_rt(void) TAKT_NOEXCEPT;

/** 1 if this process runs on the emulation (TAKT_EMULATION=1), which is not real time. */
TAKT_API int takt_is_emulation(void) TAKT_NOEXCEPT;

/** Why the last takt_process_start() or takt_thread_attach() of this thread failed, with the remedy. */
TAKT_API const char *takt_explain(void) TAKT_NOEXCEPT;

/** An error number of this library in words: takt_error_text(-EIDRM). */
TAKT_API const char *takt_error_text(int64_t error) TAKT_NOEXCEPT;

/** enum takt_reason and enum takt_refusal in words, and a Linux system call's name ("write"; "?" if unknown). */
TAKT_API const char *takt_reason_text(uint32_t reason) TAKT_NOEXCEPT;
TAKT_API const char *takt_refusal_text(uint32_t refusal) TAKT_NOEXCEPT;
TAKT_API const char *takt_call_name(uint64_t number) TAKT_NOEXCEPT;

/** "major.minor" of the ABI that this library speaks. */
TAKT_API const char *takt_version(void) TAKT_NOEXCEPT;

/** Enter RT mode; leave it.  Errors: -EPERM may not enter (status page), -ESRCH not attached. */
TAKT_CHECKED int takt_go_rt(void) TAKT_NOEXCEPT;
TAKT_API int takt_go_linux(void) TAKT_NOEXCEPT;

/* --- time --- */

/** Now, in ns of TAKT_CLOCK_*.  Context: any.  Cost: no call. */
TAKT_API uint64_t takt_now(uint32_t clock) TAKT_NOEXCEPT;

/** Sleep.  Context: rt.  Errors: -EINTR, -EPERM. */
TAKT_CHECKED int takt_sleep_until(uint64_t until, uint32_t how) TAKT_NOEXCEPT;

/** Let others of the same priority run.  Context: any. */
TAKT_API int takt_yield(void) TAKT_NOEXCEPT;

/** Release the thread at start, start + period, ...; then wait for each. The latter returns the releases missed. */
TAKT_CHECKED int takt_period_set(uint64_t start, uint64_t period_ns, uint32_t how) TAKT_NOEXCEPT;
TAKT_CHECKED int64_t takt_period_wait(void) TAKT_NOEXCEPT;

/* --- objects: a handle names one; takt_close() destroys it, who waits for it gets -EIDRM --- */

TAKT_API int takt_close(uint32_t handle) TAKT_NOEXCEPT;

/** Flags: TAKT_RECURSIVE, TAKT_ROBUST, TAKT_SHARED.  Errors: -ENOSPC quota used up. */
TAKT_CHECKED int64_t takt_mutex_create(uint32_t flags) TAKT_NOEXCEPT;
/**
 * Priority inheritance.  Context: rt.  Cost: no call if it is free, and not TAKT_SHARED; likewise to unlock it if nobody
 * waits.  Errors: -EDEADLK, -EBUSY (until 0), -ETIMEDOUT, -EOWNERDEAD (is locked).
 */
TAKT_CHECKED int takt_mutex_lock(uint32_t mutex, uint64_t until, uint32_t how) TAKT_NOEXCEPT;
TAKT_API int takt_mutex_unlock(uint32_t mutex) TAKT_NOEXCEPT;
/** After -EOWNERDEAD: what the mutex guards is in order again. */
TAKT_API int takt_mutex_consistent(uint32_t mutex) TAKT_NOEXCEPT;

TAKT_CHECKED int64_t takt_cond_create(uint32_t flags) TAKT_NOEXCEPT;
/** See TAKT_CALL_COND_WAIT for when the mutex is locked afterwards.  Context: rt. */
TAKT_CHECKED int takt_cond_wait(uint32_t cond, uint32_t mutex, uint64_t until, uint32_t how) TAKT_NOEXCEPT;
TAKT_API int takt_cond_signal(uint32_t cond) TAKT_NOEXCEPT;
TAKT_API int takt_cond_broadcast(uint32_t cond) TAKT_NOEXCEPT;

TAKT_CHECKED int64_t takt_sem_create(uint32_t initial, uint32_t maximum, uint32_t flags) TAKT_NOEXCEPT;
/** Context: rt.  Errors: -EAGAIN (until 0), -ETIMEDOUT, -EINTR. */
TAKT_CHECKED int takt_sem_wait(uint32_t semaphore, uint64_t until, uint32_t how) TAKT_NOEXCEPT;
TAKT_API int takt_sem_post(uint32_t semaphore) TAKT_NOEXCEPT;
TAKT_CHECKED int64_t takt_sem_value(uint32_t semaphore) TAKT_NOEXCEPT;

/**
 * A semaphore of one process whose uncontended operations stay in user space. "count" is the value, or minus the
 * number of waiters, which wait on a semaphore of the co-kernel in order of priority.
 */
struct takt_fast_sem {
	int32_t count;
	uint32_t handle;
};
TAKT_CHECKED int takt_fast_sem_init(struct takt_fast_sem *sem, uint32_t initial) TAKT_NOEXCEPT;
TAKT_CHECKED int takt_fast_sem_wait(struct takt_fast_sem *sem, uint64_t until, uint32_t how) TAKT_NOEXCEPT;
TAKT_API int takt_fast_sem_post(struct takt_fast_sem *sem) TAKT_NOEXCEPT;
TAKT_API int takt_fast_sem_destroy(struct takt_fast_sem *sem) TAKT_NOEXCEPT;

TAKT_CHECKED int64_t takt_flags_create(uint32_t initial, uint32_t flags) TAKT_NOEXCEPT;
/** Returns the flags seen.  Context: rt. */
TAKT_CHECKED int64_t takt_flags_wait(uint32_t group, uint32_t mask, uint32_t mode, uint64_t until,
				     uint32_t how) TAKT_NOEXCEPT;
TAKT_API int takt_flags_set(uint32_t group, uint32_t mask) TAKT_NOEXCEPT;
TAKT_API int64_t takt_flags_clear(uint32_t group, uint32_t mask) TAKT_NOEXCEPT;
TAKT_CHECKED int64_t takt_flags_read(uint32_t group) TAKT_NOEXCEPT;

TAKT_CHECKED int64_t takt_queue_create(uint32_t messages, uint32_t bytes, uint32_t flags) TAKT_NOEXCEPT;
TAKT_CHECKED int takt_queue_send(uint32_t queue, const void *message, uint32_t bytes, uint32_t priority,
				 uint64_t until, uint32_t how) TAKT_NOEXCEPT;
/** Returns priority << 16 | bytes.  Context: rt. */
TAKT_CHECKED int64_t takt_queue_receive(uint32_t queue, void *message, uint32_t room, uint64_t until,
					uint32_t how) TAKT_NOEXCEPT;

TAKT_CHECKED int64_t takt_timer_create(uint32_t flags) TAKT_NOEXCEPT;
TAKT_CHECKED int takt_timer_set(uint32_t timer, uint64_t first, uint64_t interval_ns, uint32_t how) TAKT_NOEXCEPT;
/** 1 if it was armed. */
TAKT_API int takt_timer_cancel(uint32_t timer) TAKT_NOEXCEPT;
/** Returns the expiries since the last wait.  Context: rt. */
TAKT_CHECKED int64_t takt_timer_wait(uint32_t timer, uint64_t until, uint32_t how) TAKT_NOEXCEPT;

/* --- log --- */

/**
 * Print a line (no more than 239 bytes) from any mode: a Linux-mode thread writes it to standard error. Start it once;
 * without it, or if it falls 256 lines behind, lines are counted as lost.
 */
TAKT_CHECKED int takt_log_start(void) TAKT_NOEXCEPT;
TAKT_API void takt_log_stop(void) TAKT_NOEXCEPT;
TAKT_API int takt_log(const char *format, ...) TAKT_NOEXCEPT __attribute__((format(printf, 1, 2)));
TAKT_API uint64_t takt_log_lost(void) TAKT_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
