// SPDX-License-Identifier: GPL-2.0-only
// Nothing is constructed before main: a module would silently skip it.
// EXPECT: global constructor
// FLAGS: -Wglobal-constructors
#include <cstdint>

uint32_t compute();
#ifdef FORBIDDEN
uint32_t value = compute();
#else
constinit uint32_t value = 3;
#endif
uint32_t read() {
    return value;
}
