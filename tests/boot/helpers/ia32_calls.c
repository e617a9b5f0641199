// SPDX-License-Identifier: GPL-2.0-only
/*
 * ia32_calls: a 32-bit program without any library. Makes system calls by int 0x80, checks that each
 * returns the right value and keeps the registers that it must keep.
 * Usage: ia32_calls COUNT; exit status 0, 1 (wrong result), 2 (register lost), 3 (usage)
 */
#define NR_EXIT 1
#define NR_GETPID 20
#define NR_GETTID 224

static int call(int nr, int argument)
{
	int result;

	asm volatile("int $0x80" : "=a"(result) : "0"(nr), "b"(argument) : "memory");
	return result;
}

/* ebx, esi, edi and ebp are loaded with patterns that a call without arguments must keep. */
static int call_keeps_registers(int nr, int *result)
{
	int ebx = 0x11111111, esi = 0x22222222, edi = 0x33333333, ecx = 0x44444444,
	    edx = 0x55555555;

	asm volatile("int $0x80"
		     : "=a"(*result), "+b"(ebx), "+c"(ecx), "+d"(edx), "+S"(esi), "+D"(edi)
		     : "0"(nr)
		     : "memory");
	return ebx == 0x11111111 && esi == 0x22222222 && edi == 0x33333333 && ecx == 0x44444444 &&
	       edx == 0x55555555;
}

static int number(const char *s)
{
	int n = 0;

	while (*s >= '0' && *s <= '9')
		n = n * 10 + (*s++ - '0');
	return n;
}

/* The entry code below passes the initial stack: argc, argv[0], argv[1], ... */
__attribute__((used)) static void start(const int *stack)
{
	int pid = call(NR_GETPID, 0), count, result;

	if (stack[0] != 2)
		call(NR_EXIT, 3);
	count = number((const char *)stack[2]);
	for (int i = 0; i < count; i++) {
		if (!call_keeps_registers(i & 1 ? NR_GETPID : NR_GETTID, &result))
			call(NR_EXIT, 2);
		if (result != pid)
			call(NR_EXIT, 1);
	}
	call(NR_EXIT, 0);
}

asm(".globl _start\n_start:\n\tmovl %esp, %eax\n\tandl $-16, %esp\n\tsubl $12, %esp\n\tpushl %eax\n\tcall start\n");
