// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_nmi: samples the kernel by the hardware's cycle counter, whose overflow is an NMI, while it
 * makes system calls. Exit 77 where the machine has no such counter (QEMU without KVM has none).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DATA_PAGES 64

int main(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.sample_period = 100000,
		.sample_type = PERF_SAMPLE_IP,
		.exclude_user = 1,
	};
	struct perf_event_mmap_page *page;
	size_t size = (1 + DATA_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
	struct timespec now, end;
	int fd;

	fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	if (fd < 0) {
		if (errno == ENOENT || errno == EOPNOTSUPP || errno == ENODEV) {
			printf("this machine has no hardware cycle counter that can interrupt\n");
			return 77;
		}
		printf("perf_event_open: %s\n", strerror(errno));
		return 1;
	}
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED) {
		printf("mmap: %s\n", strerror(errno));
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += 3;
	do {
		for (int i = 0; i < 1000; i++)
			syscall(SYS_getppid);
		/* Overwriting is not wanted: give the space back unread, its size is the result. */
		page->data_tail = page->data_head;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end.tv_sec);
	printf("TAKT-NOTE: %llu bytes of samples\n", (unsigned long long)page->data_head);
	if (page->data_head < 100 * sizeof(struct perf_event_header)) {
		printf("the counter gave too few samples\n");
		return 1;
	}
	return 0;
}
