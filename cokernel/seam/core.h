/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the platform calls: the events of the core, and its in-band services.
 *
 * The core is a state machine. Every event runs to its end with interrupts really off and says which
 * context the CPU must go on with. Nothing in here sleeps.
 */
#ifndef TAKT_SEAM_CORE_H
#define TAKT_SEAM_CORE_H

#include "call.h"
#include "context.h"
#include "types.h"

#include "uapi/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct takt_core;
struct takt_thread;
struct takt_process;

/* What a pass ends with. */
struct takt_next {
	/* The RT half to load, or NULL: root, the Linux context that this CPU was in. */
	struct takt_context *context;
	/*
	 * A result must be copied to the user memory of @context: load its address space, then call
	 * takt_core_on_loaded(), which says anew what to go on with.
	 */
	bool deliver;
};

/* A decoded call with its input copied; only the core looks inside. */
struct takt_request {
	uint64_t opaque[44];
};

enum takt_stage {
	TAKT_STAGE_INBAND = 0, /* Linux owns the user context */
	TAKT_STAGE_READY = 1,
	TAKT_STAGE_RUNNING = 2,
	TAKT_STAGE_BLOCKED = 3,
	TAKT_STAGE_FROZEN = 4, /* given back, not yet taken by the Linux half */
};

enum takt_policy {
	TAKT_POLICY_WEAK = 0,
	TAKT_POLICY_FIFO = 1,
	TAKT_POLICY_RR = 2,
};

struct takt_core_config {
	uint32_t cpus; /* numbered 0..cpus-1 */
	uint64_t watchdog_ns; /* longest time Linux may be kept off a CPU; 0 = no limit */
};

/* How many objects of each kind a process may have. */
struct takt_quota {
	uint32_t threads, mutexes, conds, semaphores, flags, queues, timers;
};

struct takt_process_params {
	struct takt_quota quota;
	/*
	 * Memory of TAKT_MUTEX_WORDS_BYTES (uapi/device.h), shared with the process for the words of its mutexes,
	 * or NULL: then locking always takes a call. It must stay until the process is detached; what the process writes
	 * there harms nobody else.
	 */
	uint64_t *mutex_words;
};

struct takt_sched {
	enum takt_policy policy;
	uint32_t priority; /* 1..99 for FIFO and RR, 0 for WEAK */
	uint64_t slice_ns; /* RR */
};

struct takt_thread_params {
	struct takt_context *context;
	struct takt_sched sched;
	uint32_t cpu;
	/* Memory shared with user space for struct takt_status (uapi), or NULL. */
	void *status;
};

/* A snapshot for /proc, tools and tests. */
struct takt_thread_info {
	uint32_t handle;
	enum takt_stage stage;
	uint32_t cpu;
	enum takt_policy policy;
	uint32_t priority;
	uint64_t runtime_ns;
	uint64_t handbacks[TAKT_REASON_COUNT];
};

/**
 * takt_core_bytes() - the size of the memory (aligned to 64) that takt_core_create() needs.
 * Context: any. Cost: constant.
 */
size_t takt_core_bytes(void);

/**
 * takt_core_create() - build a core in @memory, which must be zeroed and stay where it is.
 * Context: linux or boot. Locks: none. Errors: NULL if @config is out of range. Cost: linear in pools.
 */
struct takt_core *takt_core_create(void *memory, const struct takt_core_config *config);

/**
 * takt_core_cpu_up() - start scheduling on the calling CPU, whose current context becomes root.
 * Context: that CPU, hard-off. Errors: -EINVAL, -EBUSY if it is up. Cost: constant.
 */
int takt_core_cpu_up(struct takt_core *core);

/**
 * takt_core_cpu_down() - stop scheduling on the calling CPU.
 * Context: that CPU, in root, hard-off. Errors: -EBUSY while an RT half is bound to it (kick first).
 * Cost:    linear in threads.
 */
int takt_core_cpu_down(struct takt_core *core);

/**
 * takt_core_process_attach() - register a process.
 * Context: linux, not hard-off. Errors: -ENOMEM if the table is full, -EINVAL. Cost: constant.
 */
int takt_core_process_attach(struct takt_core *core, const struct takt_process_params *params,
			     struct takt_process **process);

/**
 * takt_core_process_detach() - forget a process and destroy all its objects.
 * Context: linux, not hard-off; preemptible, in bounded hard-off steps.
 * Errors:  -EBUSY while a thread of it is attached. Cost: linear in its objects and their waiters.
 */
int takt_core_process_detach(struct takt_core *core, struct takt_process *process);

/**
 * takt_core_thread_attach() - give a Linux thread a TCB; it stays INBAND.
 * Context: linux, not hard-off. Errors: -ENOMEM table full, -EDQUOT, -EINVAL. Cost: constant.
 */
int takt_core_thread_attach(struct takt_core *core, struct takt_process *process,
			    const struct takt_thread_params *params, struct takt_thread **thread);

/**
 * takt_core_thread_detach() - take the TCB away; mutexes it owns are given up as their kind rules.
 * Context: linux, not hard-off; preemptible, in bounded steps. Errors: -EBUSY unless INBAND.
 * Cost:    linear in the mutexes of the system.
 */
int takt_core_thread_detach(struct takt_core *core, struct takt_thread *thread);

/**
 * takt_core_thread_sched() - set policy and priority from Linux.
 * Context: linux, not hard-off. Errors: -EINVAL. Cost: bounded by a donation chain.
 */
int takt_core_thread_sched(struct takt_core *core, struct takt_thread *thread,
			   const struct takt_sched *sched);

/**
 * takt_core_thread_move() - bind @thread to another CPU.
 * Context: linux, not hard-off. Errors: -EBUSY unless INBAND, -EINVAL. Cost: constant.
 */
int takt_core_thread_move(struct takt_core *core, struct takt_thread *thread, uint32_t cpu);

/**
 * takt_core_thread_info() - a consistent snapshot.
 * Context: linux, not hard-off. Errors: none. Cost: constant.
 */
void takt_core_thread_info(struct takt_core *core, struct takt_thread *thread,
			   struct takt_thread_info *info);

/**
 * takt_core_thread_runtime() - the ns charged to an attached @thread, up to its last dispatch.
 * Context: any. Locks: none. Cost: constant.
 */
uint64_t takt_core_thread_runtime(struct takt_thread *thread);

/**
 * takt_core_fetch() - decode a call and copy its input (first stage of P1; may fault in-band).
 * Context: linux, not hard-off, by the thread itself.
 * Errors:  -ENOSYS not served, -EFAULT, -EINVAL. Cost: linear in the input, which is bounded.
 */
int takt_core_fetch(struct takt_core *core, const struct takt_call *call,
		    struct takt_request *request);

/**
 * takt_core_call_blocks() - may this request block? Then it needs takt_core_harden().
 * Context: any. Cost: constant.
 */
bool takt_core_call_blocks(const struct takt_request *request);

/**
 * takt_core_serve_inband() - serve a non-blocking request for an INBAND thread, in Linux.
 * Context: linux, not hard-off, by the thread itself; preemptible, in bounded hard-off steps.
 * Returns: the result or minus an error number; -EINVAL if the request may block.
 */
int64_t takt_core_serve_inband(struct takt_core *core, struct takt_thread *thread,
			       const struct takt_request *request);

/**
 * takt_core_harden() - P1 step 3: @thread enters RT mode and @request (or NULL) is served there.
 * Context: linux, by the Linux half on the CPU the thread is bound to, hard-off, preemption off.
 *          If *entered is false a signal came first: nothing has changed, go on in Linux.
 * Returns: what this CPU goes on with; root means the Linux half goes to its wait loop.
 */
struct takt_next takt_core_harden(struct takt_core *core, struct takt_thread *thread,
				  const struct takt_request *request, bool *entered);

/**
 * takt_core_reclaim() - P1 step 5: take the user context back if it is FROZEN (acquire).
 * Context: linux, by the Linux half. Returns true: the thread is INBAND; false: keep waiting.
 */
bool takt_core_reclaim(struct takt_core *core, struct takt_thread *thread);

/**
 * takt_core_completion() - a result that must still be copied to user memory after a handback.
 * Context: linux, by the Linux half after takt_core_reclaim(), not hard-off.
 * Returns: 0 done or nothing to do, -EFAULT if the copy faulted. Cost: linear in the data.
 */
int takt_core_completion(struct takt_core *core, struct takt_thread *thread);

/**
 * takt_core_kick() - P5: @thread must come to Linux, because of @reason.
 * Context: any CPU, linux or irq; takes hard locks with interrupts off itself. Errors: none; a no-op
 *          if it is there already. Cost: bounded by a donation chain.
 */
void takt_core_kick(struct takt_core *core, struct takt_thread *thread, enum takt_reason reason);

/**
 * takt_core_on_timer() - the timer shot of this CPU fired.
 * takt_core_on_ipi()   - an IPI of takt_plat_ipi() arrived.
 * takt_core_on_clock_set() - CLOCK_REALTIME was set.
 * Context: rt pass, hard-off, over root or over the RT half that this CPU runs.
 * Returns: what to go on with. Cost: bounded; at most four expiries.
 */
struct takt_next takt_core_on_timer(struct takt_core *core);
struct takt_next takt_core_on_ipi(struct takt_core *core);
struct takt_next takt_core_on_clock_set(struct takt_core *core);

/**
 * takt_core_on_syscall() - the RT half on this CPU made a system call.
 * A call that is not served, or whose user memory faults, bounces. The result is set by
 * takt_plat_context_result(). Context, returns, cost: as above.
 */
struct takt_next takt_core_on_syscall(struct takt_core *core, const struct takt_call *call);

/**
 * takt_core_on_bounce() - the RT half on this CPU must go to Linux (fault, trap, foreign entry).
 * Context, returns, cost: as above.
 */
struct takt_next takt_core_on_bounce(struct takt_core *core, enum takt_reason reason,
				     enum takt_handback how, uint64_t detail);

/**
 * takt_core_on_loaded() - the address space of a context with @deliver set is loaded.
 * Context: rt pass, hard-off. Returns: what to go on with, perhaps somebody else.
 */
struct takt_next takt_core_on_loaded(struct takt_core *core);

/**
 * takt_core_set_tracing() - turn the calls of takt_plat_trace() on or off.
 * Context: linux. Cost: constant.
 */
void takt_core_set_tracing(struct takt_core *core, bool on);

#ifdef __cplusplus
}
#endif

#endif
