// SPDX-License-Identifier: GPL-2.0-only
// What opens interrupts between its rounds is for Linux: never within a hard-off section.
// EXPECT: already held
// FLAGS: -Wthread-safety
#include "lock/stage.hpp"

using namespace takt;

#ifdef FORBIDDEN
void finish(bool& done) TAKT_REQUIRES(hard_off) {
#else
void finish(bool& done) {
#endif
    while (!done) {
        HardOffScope scope;
        done = true;
    }
}
