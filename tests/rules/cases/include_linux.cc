// SPDX-License-Identifier: GPL-2.0-only
// The core cannot reach a header of Linux.
// EXPECT: linux/kernel\.h: No such file
#ifdef FORBIDDEN
#include <linux/kernel.h>
#endif
