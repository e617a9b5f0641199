// SPDX-License-Identifier: GPL-2.0-only
/*
 * fpu_kernel: keeps a pattern in all vector registers while the kernel encrypts with AES-NI on its
 * behalf, and checks both: the registers after each call, the cipher text against a known answer.
 * Usage: fpu_kernel ROUNDS
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_alg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define BLOCK 16
#define BLOCKS 64

/* FIPS-197, appendix C.1: the key, the plain text and the cipher text of AES-128. */
static const uint8_t key[BLOCK] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
				    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f };
static const uint8_t plain[BLOCK] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
				      0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
static const uint8_t cipher[BLOCK] = { 0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30,
				       0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a };

static void die(const char *what)
{
	fprintf(stderr, "fpu_kernel: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_cipher(void)
{
	struct sockaddr_alg address = {
		.salg_family = AF_ALG,
		.salg_type = "skcipher",
		.salg_name = "ecb(aes)",
	};
	int listener = socket(AF_ALG, SOCK_SEQPACKET, 0);
	int operation;

	if (listener < 0)
		die("socket AF_ALG");
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)))
		die("bind ecb(aes)");
	if (setsockopt(listener, SOL_ALG, ALG_SET_KEY, key, sizeof(key)))
		die("setting the key");
	operation = accept(listener, NULL, 0);
	if (operation < 0)
		die("accept");
	close(listener);
	return operation;
}

static void check_cipher(int operation)
{
	static uint8_t text[BLOCKS][BLOCK];
	union {
		char space[CMSG_SPACE(sizeof(uint32_t))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec data = { .iov_base = text, .iov_len = sizeof(text) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	uint32_t direction = ALG_OP_ENCRYPT;

	for (int i = 0; i < BLOCKS; i++)
		memcpy(text[i], plain, BLOCK);
	header->cmsg_level = SOL_ALG;
	header->cmsg_type = ALG_SET_OP;
	header->cmsg_len = CMSG_LEN(sizeof(direction));
	memcpy(CMSG_DATA(header), &direction, sizeof(direction));
	if (sendmsg(operation, &message, 0) != sizeof(text))
		die("sendmsg");
	if (read(operation, text, sizeof(text)) != sizeof(text))
		die("read");
	for (int i = 0; i < BLOCKS; i++) {
		if (memcmp(text[i], cipher, BLOCK)) {
			fprintf(stderr, "fpu_kernel: block %d of the cipher text is wrong\n", i);
			exit(1);
		}
	}
}

/*
 * All 16 registers are loaded, one system call is made with them loaded, and they are compared, in
 * one piece of assembly, so that no compiled code can save them.
 */
static int registers_survive(uint64_t pattern)
{
	uint64_t lanes[2] = { pattern, ~pattern };
	uint64_t out[16][2];
	long nr = SYS_sched_yield;

	asm volatile("movdqu (%[in]), %%xmm0\n\t"
		     "movdqa %%xmm0, %%xmm1\n\tmovdqa %%xmm0, %%xmm2\n\tmovdqa %%xmm0, %%xmm3\n\t"
		     "movdqa %%xmm0, %%xmm4\n\tmovdqa %%xmm0, %%xmm5\n\tmovdqa %%xmm0, %%xmm6\n\t"
		     "movdqa %%xmm0, %%xmm7\n\tmovdqa %%xmm0, %%xmm8\n\tmovdqa %%xmm0, %%xmm9\n\t"
		     "movdqa %%xmm0, %%xmm10\n\tmovdqa %%xmm0, %%xmm11\n\tmovdqa %%xmm0, %%xmm12\n\t"
		     "movdqa %%xmm0, %%xmm13\n\tmovdqa %%xmm0, %%xmm14\n\tmovdqa %%xmm0, %%xmm15\n\t"
		     "syscall\n\t"
		     "movdqu %%xmm0, (%[out])\n\tmovdqu %%xmm1, 16(%[out])\n\t"
		     "movdqu %%xmm2, 32(%[out])\n\tmovdqu %%xmm3, 48(%[out])\n\t"
		     "movdqu %%xmm4, 64(%[out])\n\tmovdqu %%xmm5, 80(%[out])\n\t"
		     "movdqu %%xmm6, 96(%[out])\n\tmovdqu %%xmm7, 112(%[out])\n\t"
		     "movdqu %%xmm8, 128(%[out])\n\tmovdqu %%xmm9, 144(%[out])\n\t"
		     "movdqu %%xmm10, 160(%[out])\n\tmovdqu %%xmm11, 176(%[out])\n\t"
		     "movdqu %%xmm12, 192(%[out])\n\tmovdqu %%xmm13, 208(%[out])\n\t"
		     "movdqu %%xmm14, 224(%[out])\n\tmovdqu %%xmm15, 240(%[out])\n\t"
		     : "+a"(nr)
		     : [in] "r"(lanes), [out] "r"(out)
		     : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
		       "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
		       "xmm15");
	for (int i = 0; i < 16; i++) {
		if (out[i][0] != lanes[0] || out[i][1] != lanes[1]) {
			fprintf(stderr, "fpu_kernel: xmm%d changed\n", i);
			return 0;
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	int operation = open_cipher();
	uint64_t pattern = (uint64_t)getpid() * 0x9e3779b97f4a7c15ULL;
	unsigned long rounds;

	if (argc != 2) {
		fprintf(stderr, "usage: fpu_kernel ROUNDS\n");
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 10);
	for (unsigned long round = 0; round < rounds; round++) {
		check_cipher(operation);
		for (int i = 0; i < 20; i++) {
			if (!registers_survive(pattern++))
				return 1;
		}
	}
	printf("TAKT-NOTE: %lu rounds of AES and register checks\n", rounds);
	return 0;
}
