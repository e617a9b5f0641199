// SPDX-License-Identifier: GPL-2.0-only
// The core cannot reach the C library.
// EXPECT: stdio\.h: No such file
#ifdef FORBIDDEN
#include <stdio.h>
#endif
