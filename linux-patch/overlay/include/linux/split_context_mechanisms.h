/* SPDX-License-Identifier: GPL-2.0-only */
/* SPLIT_MECHANISM(name): see split_context_off.h.  Included several times. */

/* Life */
SPLIT_MECHANISM(kick)		/* a signal makes a thread leave RT mode */
SPLIT_MECHANISM(restart)	/* a sleep that was cut short goes on */
SPLIT_MECHANISM(watch)		/* a debugger or filter sees every call */
SPLIT_MECHANISM(child)		/* a child begins without a context */
SPLIT_MECHANISM(exec)		/* exec takes the context away */
SPLIT_MECHANISM(stale)		/* a CPU, policy or priority set from outside is obeyed */
SPLIT_MECHANISM(hotplug)	/* threads leave a CPU that goes away */
SPLIT_MECHANISM(permission)	/* RT is for those who may */

/* Memory */
SPLIT_MECHANISM(locked)		/* memory must be locked */
SPLIT_MECHANISM(fork_copies)	/* fork copies, so that the parent does not fault */
SPLIT_MECHANISM(mapped)		/* no page is taken away to be moved */
SPLIT_MECHANISM(huge)		/* no pages are made a huge one */
SPLIT_MECHANISM(space)		/* an RT half runs in its own address space */
SPLIT_MECHANISM(shootdown)	/* a TLB flush waits for RT halves */
SPLIT_MECHANISM(fault)		/* a fault of an RT half tells the address */

/* State */
SPLIT_MECHANISM(fpu)		/* FPU and vector registers are saved */
SPLIT_MECHANISM(segments)	/* FS and GS bases are loaded */
SPLIT_MECHANISM(pkru)		/* protection keys are loaded */
SPLIT_MECHANISM(time_update)	/* no RT half runs in the middle of an update of the time */
SPLIT_MECHANISM(clock_set)	/* sleepers on CLOCK_REALTIME follow when it is set */
SPLIT_MECHANISM(ipi)		/* another CPU is told */
SPLIT_MECHANISM(account)	/* what runs in RT mode is run time */
SPLIT_MECHANISM(stolen)		/* ... and stolen from whom it preempted */
