// SPDX-License-Identifier: GPL-2.0-only
// The core cannot reach the ABI headers of Linux either.
// EXPECT: asm/unistd\.h: No such file
#ifdef FORBIDDEN
#include <asm/unistd.h>
#endif
