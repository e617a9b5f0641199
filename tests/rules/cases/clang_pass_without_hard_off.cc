// SPDX-License-Identifier: GPL-2.0-only
// A pass begins only with interrupts really off; so whoever has one may take locks.
// EXPECT: requires holding stage 'hard_off'
// FLAGS: -Wthread-safety
#include "kernel.hpp"

using namespace takt;

void begin(Kernel& kernel) {
#ifndef FORBIDDEN
    HardOffScope scope;
#endif
    Pass pass{kernel, Pass::Ends::in_linux};
    static_cast<void>(pass);
}
