/* SPDX-License-Identifier: MIT */
/* /dev/takt: how a Linux thread becomes an RT thread, and where it finds its status page. */
#ifndef TAKT_UAPI_DEVICE_H
#define TAKT_UAPI_DEVICE_H

#ifdef __cplusplus
#include <cstdint>
#elif defined(__KERNEL__)
#include <linux/types.h>
#else
#include <stdint.h>
#endif

#define TAKT_DEVICE "/dev/takt"

/*
 * One open file of TAKT_DEVICE stands for one process: objects belong to it and live until the last
 * thread is detached and the last descriptor closed. A child of fork() must open its own.
 */

/*
 * Where to mmap() the words of the process's mutexes (uapi/takt.h): one page, shared, readable and writable. A child of
 * fork() does not inherit it.
 */
#define TAKT_MUTEX_WORDS_OFFSET 0x40000000
#define TAKT_MUTEX_WORDS_BYTES 4096

/* Flags of struct takt_attach */
#define TAKT_ATTACH_AUTO 0x1 /* harden at every native blocking call while SCHED_FIFO or SCHED_RR */
#define TAKT_ATTACH_TIMED 0x2 /* record the parts of its wake-ups, see uapi/wakeup.h; slows all passes a little */
#define TAKT_ATTACH_FLAGS 0x3

/* What it means that the thread leaves RT mode without having asked for it. */
enum takt_on_bounce {
	TAKT_ON_BOUNCE_COUNT = 0, /* count it, go on in Linux */
	TAKT_ON_BOUNCE_SIGNAL = 1, /* and send SIGXCPU with the reason in si_int (enum takt_reason) */
	TAKT_ON_BOUNCE_REFUSE = 2, /* a foreign system call fails with EPERM and stays; else as SIGNAL */
};

/* Why attaching, or entering RT mode, was refused; 0 if it was not. */
enum takt_refusal {
	TAKT_REFUSED_NOT = 0,
	TAKT_REFUSED_VERSION = 1, /* EPROTO: library and module speak different major versions */
	TAKT_REFUSED_PERMISSION = 2, /* EPERM: neither CAP_SYS_NICE nor RLIMIT_RTPRIO above 0 */
	TAKT_REFUSED_MEMORY = 3, /* ENOLCK: memory is not locked: mlockall(MCL_CURRENT | MCL_FUTURE) */
	TAKT_REFUSED_RSEQ = 4, /* EBUSY: rseq is registered: unregister it first */
	TAKT_REFUSED_IOPERM = 5, /* EBUSY: ioperm() or iopl() in force */
	TAKT_REFUSED_SEGMENTS = 6, /* EBUSY: an LDT or GDT entries of its own */
	TAKT_REFUSED_COMPAT = 7, /* ENOEXEC: 32-bit task */
	TAKT_REFUSED_SPECULATION = 8, /* EBUSY: PR_SET_SPECULATION_CTRL in force */
	TAKT_REFUSED_XFEATURES = 9, /* EBUSY: AMX or another feature enabled on demand */
	TAKT_REFUSED_TRACED = 10, /* a debugger is attached (entering RT mode only) */
	TAKT_REFUSED_FILTERED = 11, /* seccomp, audit or tracing of its system calls (likewise) */
	TAKT_REFUSED_CLOCK = 12, /* ENODEV: Linux has given up the TSC as its clock */
	TAKT_REFUSED_FULL = 13, /* ENOSPC: the table of threads or of processes is full */
	TAKT_REFUSED_CPU = 14, /* the CPU is not among those of the co-kernel (likewise) */
};

struct takt_attach {
	uint32_t size; /* in: sizeof(struct takt_attach) */
	uint16_t abi_major; /* in: of the library; out: of the module, also if refused */
	uint16_t abi_minor;
	uint32_t flags; /* in: TAKT_ATTACH_* */
	uint32_t on_bounce; /* in: enum takt_on_bounce */
	uint32_t handle; /* out: of the thread, as TAKT_CALL_SELF */
	uint32_t refusal; /* out: enum takt_refusal */
	uint64_t status_offset; /* out: where to mmap() struct takt_status, one page, PROT_READ */
};

struct takt_mode {
	uint32_t flags; /* TAKT_ATTACH_* */
	uint32_t on_bounce; /* enum takt_on_bounce */
};

/* All concern the calling thread. The macros are those of <linux/ioctl.h>, for whoever includes it. */
#define TAKT_IOC_ATTACH _IOWR('t', 0x40, struct takt_attach)
#define TAKT_IOC_DETACH _IO('t', 0x41)
#define TAKT_IOC_SET_MODE _IOW('t', 0x42, struct takt_mode)

#ifdef __cplusplus
static_assert(sizeof(takt_attach) == 32 && sizeof(takt_mode) == 8, "part of the ABI");
#else
_Static_assert(sizeof(struct takt_attach) == 32 && sizeof(struct takt_mode) == 8, "part of the ABI");
#endif

#endif
