// SPDX-License-Identifier: MIT
// Owns the guest's marker: an instruction that does nothing, but that the sections plugin looks for.
#include <stdio.h>
#include <string.h>

/*
 * nopl with a 32-bit displacement nobody else uses: "Tkt" and a digit. A marker must not enter the
 * kernel, or it would be part of what is measured.
 */
#define MARK(number) __asm__ volatile(".byte 0x0f, 0x1f, 0x80, 0x54, 0x6b, 0x74, 0x3" #number)

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "start"))
		MARK(1);
	else if (argc == 2 && !strcmp(argv[1], "stop"))
		MARK(2);
	else
		return fputs("usage: mark start|stop\n", stderr), 1;
	return 0;
}
