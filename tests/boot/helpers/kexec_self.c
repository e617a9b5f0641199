// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_self: loads a kernel by kexec_file_load() or starts the one loaded.
 * Usage: kexec_self KERNEL INITRD COMMAND-LINE; kexec_self --exec
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load 320
#endif

static int open_or_complain(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		fprintf(stderr, "kexec_self: %s: %s\n", path, strerror(errno));
	return fd;
}

int main(int argc, char **argv)
{
	int kernel, initrd;

	if (argc == 2 && !strcmp(argv[1], "--exec")) {
		sync();
		syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			LINUX_REBOOT_CMD_KEXEC, NULL);
		perror("kexec_self: reboot");
		return 1;
	}
	if (argc != 4) {
		fprintf(stderr, "usage: kexec_self KERNEL INITRD COMMAND-LINE | --exec\n");
		return 2;
	}
	kernel = open_or_complain(argv[1]);
	initrd = open_or_complain(argv[2]);
	if (kernel < 0 || initrd < 0)
		return 1;
	/* The length of the command line counts its terminating zero. */
	if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(argv[3]) + 1, argv[3], 0UL)) {
		perror("kexec_self: kexec_file_load");
		return 1;
	}
	return 0;
}
