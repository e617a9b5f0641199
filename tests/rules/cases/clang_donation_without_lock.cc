// SPDX-License-Identifier: GPL-2.0-only
// Donation is changed under the donation lock.
// EXPECT: requires holding .* 'donation_held'
// FLAGS: -Wthread-safety
#include "wait/donation.hpp"

using namespace takt;

void hand_on(Pass& pass, Mutex& mutex) TAKT_REQUIRES(hard_off) {
#ifndef FORBIDDEN
    DonationGuard guard{pass};
#endif
    change_owner(pass, mutex, nullptr);
}
