// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_nmi SECONDS LEAST [MODULE]: samples every CPU, user mode and kernel, by the hardware's cycle
 * counter, whose overflow is an NMI, with call chains, and a BPF program that runs in each of them.
 * Every CPU must give LEAST samples, none may be wrong, and BPF must have counted as many. Samples
 * inside MODULE, whose functions run out-of-band, must show how they came there.
 */
#define _GNU_SOURCE
#include <linux/perf_event.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#include "../helpers/bpf_counter.h"

#define DATA_PAGES 256
#define MAX_CPUS 64
#define WAKEUP 32

/* A sample as sample_type below makes perf write it. */
struct sample {
	struct perf_event_header header;
	uint64_t ip;
	uint32_t pid, tid;
	uint32_t cpu, reserved;
	uint64_t depth;
	uint64_t chain[];
};

/* What read() of an event says, by read_format below. */
struct reading {
	uint64_t cycles;
	uint64_t lost;
};

/* One CPU's event and what came from it. */
struct cpu {
	int fd;
	int map;
	struct perf_event_mmap_page *page;
	uint64_t user, kernel;
	uint64_t in_module, cut, deepest;
	uint64_t wakeups;
};

static struct cpu cpus[MAX_CPUS];
static unsigned int cpu_count;
static size_t page_size;
static uint64_t module_begin, module_end;

static _Noreturn void wrong(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	exit(1);
}

static void find_module(const char *name)
{
	char line[512], found[128];
	unsigned long size, address;
	FILE *file = fopen("/proc/modules", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%127s %lu %*s %*s %*s %lx", found, &size, &address) == 3 && !strcmp(found, name)) {
			module_begin = address;
			module_end = address + size;
		}
	if (!module_end)
		wrong("there is no module %s", name);
	fclose(file);
}

static void open_cpu(unsigned int number)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.sample_period = 100000,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_CPU | PERF_SAMPLE_CALLCHAIN,
		.read_format = PERF_FORMAT_LOST,
		.wakeup_events = WAKEUP,
		.disabled = 1,
	};
	struct cpu *cpu = &cpus[number];

	cpu->fd = syscall(SYS_perf_event_open, &attr, -1, number, -1, 0);
	if (cpu->fd < 0)
		die("there is no cycle counter that can interrupt: perf_event_open");
	cpu->page = mmap(NULL, (1 + DATA_PAGES) * page_size, PROT_READ | PROT_WRITE, MAP_SHARED, cpu->fd, 0);
	if (cpu->page == MAP_FAILED)
		die("mmap");
	cpu->map = make_map();
	if (ioctl(cpu->fd, PERF_EVENT_IOC_SET_BPF, load_program(cpu->map, BPF_PROG_TYPE_PERF_EVENT, 1)))
		die("attaching the BPF program");
	if (ioctl(cpu->fd, PERF_EVENT_IOC_ENABLE, 0))
		die("enabling the event");
}

static void check_sample(unsigned int number, const struct sample *sample)
{
	struct cpu *cpu = &cpus[number];
	bool user = (sample->header.misc & PERF_RECORD_MISC_CPUMODE_MASK) == PERF_RECORD_MISC_USER;
	uint64_t frames = 0;

	if (sample->cpu != number)
		wrong("a sample of CPU %u in the buffer of CPU %u", sample->cpu, number);
	if (sample->header.size < sizeof(*sample) + sample->depth * sizeof(uint64_t))
		wrong("a call chain of %llu addresses in %u bytes", (unsigned long long)sample->depth, sample->header.size);
	if (user == (sample->ip >> 63))
		wrong("%#llx: not in %s", (unsigned long long)sample->ip, user ? "user mode" : "the kernel");
	if (user) {
		cpu->user++;
		return;
	}
	cpu->kernel++;
	if (sample->depth < 2 || sample->chain[0] != PERF_CONTEXT_KERNEL || sample->chain[1] != sample->ip)
		wrong("%#llx: the call chain does not begin there", (unsigned long long)sample->ip);
	while (1 + frames < sample->depth && sample->chain[1 + frames] < PERF_CONTEXT_MAX)
		frames++;
	if (frames > cpu->deepest)
		cpu->deepest = frames;
	if (sample->ip < module_begin || sample->ip >= module_end)
		return;
	/*
	 * The handler, the dispatcher, the entry; the interrupted function, unless that is in user mode.
	 * In the middle of a switch of tasks the stack is not that of `current`, and Linux's unwinder
	 * does not follow it, be it out-of-band or not.
	 */
	cpu->in_module++;
	if (frames < 3)
		cpu->cut++;
}

static void check_record(unsigned int number, const struct perf_event_header *header)
{
	switch (header->type) {
	case PERF_RECORD_SAMPLE:
		check_sample(number, (const struct sample *)header);
		break;
	/* The reader came too late; how many there are in all says read(). */
	case PERF_RECORD_LOST:
		break;
	case PERF_RECORD_THROTTLE:
		wrong("perf throttles CPU %u: kernel.perf_event_max_sample_rate is too low", number);
	default:
		wrong("a record of type %u on CPU %u", header->type, number);
	}
}

/* Everything that is in the buffer now. */
static void drain(unsigned int number)
{
	static _Alignas(8) char record[1 << 16];
	struct perf_event_mmap_page *page = cpus[number].page;
	const char *data = (const char *)page + page_size;
	const size_t size = DATA_PAGES * page_size;
	uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE), tail = page->data_tail;

	while (tail < head) {
		const struct perf_event_header *header = (const void *)(data + tail % size);
		size_t whole = header->size, first = size - tail % size;

		if (!whole)
			wrong("a record of no size on CPU %u", number);
		if (first > whole)
			first = whole;
		memcpy(record, data + tail % size, first);
		memcpy(record + first, data, whole - first);
		check_record(number, (const struct perf_event_header *)record);
		tail += whole;
	}
	__atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
}

/* poll() ends by an interrupt of Linux's that the NMI has asked for. */
static void sample_for(unsigned int seconds)
{
	struct pollfd polls[MAX_CPUS];
	struct timespec now, end;

	for (unsigned int i = 0; i < cpu_count; i++)
		polls[i] = (struct pollfd){ .fd = cpus[i].fd, .events = POLLIN };
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	do {
		if (poll(polls, cpu_count, 100) < 0)
			die("poll");
		for (unsigned int i = 0; i < cpu_count; i++)
			if (polls[i].revents & POLLIN) {
				cpus[i].wakeups++;
				drain(i);
			}
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
}

static void judge(unsigned int number, uint64_t least)
{
	struct cpu *cpu = &cpus[number];
	uint64_t samples = cpu->user + cpu->kernel, counted = count_of(cpu->map);
	struct reading reading;

	if (read(cpu->fd, &reading, sizeof(reading)) != sizeof(reading))
		die("reading the event");

	printf("TAKT-NOTE: CPU %u: %llu samples in user mode, %llu in the kernel, %llu out-of-band (%llu cut short),",
	       number, (unsigned long long)cpu->user, (unsigned long long)cpu->kernel,
	       (unsigned long long)cpu->in_module, (unsigned long long)cpu->cut);
	printf(" %llu lost, up to %llu frames, BPF counted %llu, %llu wake-ups\n", (unsigned long long)reading.lost,
	       (unsigned long long)cpu->deepest, (unsigned long long)counted, (unsigned long long)cpu->wakeups);
	if (!cpu->user || !cpu->kernel)
		wrong("CPU %u: samples of one mode only", number);
	if (samples < least)
		wrong("CPU %u: %llu samples, fewer than %llu", number, (unsigned long long)samples,
		      (unsigned long long)least);
	if (samples + reading.lost != counted)
		wrong("CPU %u: %llu samples and %llu lost ones, but BPF counted %llu", number,
		      (unsigned long long)samples, (unsigned long long)reading.lost, (unsigned long long)counted);
	if (module_end && !cpu->in_module)
		wrong("CPU %u: no sample out-of-band", number);
	if (cpu->cut > 2 + cpu->in_module / 10)
		wrong("CPU %u: %llu of %llu call chains out-of-band are cut short", number,
		      (unsigned long long)cpu->cut, (unsigned long long)cpu->in_module);
	if (cpu->wakeups < 2)
		wrong("CPU %u: poll() did not wake up", number);
}

int main(int argc, char **argv)
{
	struct sched_param high = { .sched_priority = 50 };
	unsigned int seconds = argc > 2 ? atoi(argv[1]) : 0;
	uint64_t least = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

	if (!seconds || !least || argc > 4) {
		printf("usage: perf_nmi SECONDS LEAST [MODULE]\n");
		return 2;
	}
	if (argc > 3)
		find_module(argv[3]);
	page_size = sysconf(_SC_PAGESIZE);
	cpu_count = sysconf(_SC_NPROCESSORS_ONLN);
	if (cpu_count > MAX_CPUS)
		wrong("more than %d CPUs", MAX_CPUS);
	/* The load beside it must not let the buffers overflow. The system call: musl's function refuses. */
	if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &high))
		die("SCHED_FIFO");
	for (unsigned int i = 0; i < cpu_count; i++)
		open_cpu(i);
	sample_for(seconds);
	for (unsigned int i = 0; i < cpu_count; i++)
		if (ioctl(cpus[i].fd, PERF_EVENT_IOC_DISABLE, 0))
			die("disabling the event");
	for (unsigned int i = 0; i < cpu_count; i++) {
		drain(i);
		judge(i, least);
	}
	return 0;
}
