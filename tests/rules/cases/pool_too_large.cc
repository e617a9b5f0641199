// SPDX-License-Identifier: GPL-2.0-only
// A pool must fit the index of a handle.
// EXPECT: static assertion failed
#include "object/pool.hpp"
#include "object/semaphore.hpp"

#ifdef FORBIDDEN
using Large = takt::Pool<takt::Semaphore, takt::Kind::semaphore, 1025>;
#else
using Large = takt::Pool<takt::Semaphore, takt::Kind::semaphore, 1024>;
#endif

void start(Large& pool) {
    pool.init();
}
