// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf_count: attaches a BPF program that counts in an array map to a trace point of task context and
 * to one of interrupt context, causes both events, and compares the counts with what was caused.
 * The program is written in instructions, so that the guest needs no library.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing/events/"

#define INSN(c, d, s, o, i) \
	((struct bpf_insn){ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })

static long bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static void die(const char *what)
{
	fprintf(stderr, "bpf_count: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int make_map(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = sizeof(uint32_t),
		.value_size = sizeof(uint64_t),
		.max_entries = 1,
	};
	int fd = bpf(BPF_MAP_CREATE, &attr);

	if (fd < 0)
		die("creating a map");
	return fd;
}

/* r0 = map[0]; if (r0) atomic *r0 += 1; return 0 */
static int load_program(int map)
{
	static char log[4096];
	struct bpf_insn program[] = {
		INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -4),
		INSN(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
		INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 2, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_1, 0, 0, 1),
		INSN(BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_0, BPF_REG_1, 0, BPF_ADD),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_TRACEPOINT,
		.insn_cnt = sizeof(program) / sizeof(program[0]),
		.insns = (uintptr_t)program,
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0) {
		fprintf(stderr, "%s\n", log);
		die("loading the program");
	}
	return fd;
}

static void attach(const char *event, int program)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.sample_period = 1,
	};
	char path[256], id[32] = "";
	int fd, event_fd;

	snprintf(path, sizeof(path), TRACING "%s/id", event);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, id, sizeof(id) - 1) <= 0)
		die(path);
	close(fd);
	attr.config = strtoull(id, NULL, 10);
	/* On CPU 0 only: the caller is bound to it. */
	event_fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
	if (event_fd < 0)
		die("opening the event");
	if (ioctl(event_fd, PERF_EVENT_IOC_SET_BPF, program))
		die("attaching the program");
	if (ioctl(event_fd, PERF_EVENT_IOC_ENABLE, 0))
		die("enabling the event");
}

static uint64_t count_of(int map)
{
	uint32_t key = 0;
	uint64_t value = 0;
	union bpf_attr attr = {
		.map_fd = map,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)&value,
	};

	if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
		die("reading the map");
	return value;
}

int main(void)
{
	enum { calls = 1000, sleeps = 200 };
	struct timespec nap = { .tv_nsec = 1000000 };
	unsigned long cpu0 = 1;
	int task_map = make_map(), irq_map = make_map();
	uint64_t in_task, in_irq;

	if (syscall(SYS_sched_setaffinity, 0, sizeof(cpu0), &cpu0))
		die("binding to CPU 0");
	attach("syscalls/sys_enter_getppid", load_program(task_map));
	attach("timer/hrtimer_expire_entry", load_program(irq_map));
	for (int i = 0; i < calls; i++)
		syscall(SYS_getppid);
	for (int i = 0; i < sleeps; i++)
		nanosleep(&nap, NULL);
	in_task = count_of(task_map);
	in_irq = count_of(irq_map);
	printf("TAKT-NOTE: BPF counted %llu of %d system calls, %llu timer expiries\n",
	       (unsigned long long)in_task, calls, (unsigned long long)in_irq);
	/* Other processes may call getppid as well; each sleep ends by at least one timer. */
	return in_task >= calls && in_irq >= sleeps ? 0 : 1;
}
