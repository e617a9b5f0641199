/* SPDX-License-Identifier: MIT */
/* The C ABI as C sees it: it compiles, and the calls mean the same. */
#include "takt/takt.h"

int takt_test_c_abi(void);

int takt_test_c_abi(void)
{
	int64_t sem = takt_sem_create(1, 1, 0);

	if (sem < 0 || takt_sem_wait((uint32_t)sem, 0, 0) != 0)
		return 1;
	if (takt_sem_wait((uint32_t)sem, 0, 0) >= 0 || takt_sem_post((uint32_t)sem) != 0)
		return 2;
	return takt_close((uint32_t)sem);
}
