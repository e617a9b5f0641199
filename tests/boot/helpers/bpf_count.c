// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf_count: attaches a BPF program that counts in an array map to a trace point of task context and
 * to one of interrupt context, causes both events, and compares the counts with what was caused.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf_counter.h"

#define TRACING "/sys/kernel/tracing/events/"

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

int main(void)
{
	enum { calls = 1000, sleeps = 200 };
	struct timespec nap = { .tv_nsec = 1000000 };
	unsigned long cpu0 = 1;
	int task_map = make_map(), irq_map = make_map();
	uint64_t in_task, in_irq;

	if (syscall(SYS_sched_setaffinity, 0, sizeof(cpu0), &cpu0))
		die("binding to CPU 0");
	attach("syscalls/sys_enter_getppid", load_program(task_map, BPF_PROG_TYPE_TRACEPOINT, 0));
	attach("timer/hrtimer_expire_entry", load_program(irq_map, BPF_PROG_TYPE_TRACEPOINT, 0));
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
