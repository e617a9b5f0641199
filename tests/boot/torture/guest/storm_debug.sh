# SPDX-License-Identifier: GPL-2.0-only
# The debug kernel's checks are active before and after storm, and its tables did not overflow.
. /takt/lib.sh

active() { awk '/debug_locks:/ { print $2 }' /proc/lockdep_stats; }

step "the checks are active"
[ -e /proc/lockdep_stats ] || fail "lockdep is not in this kernel"
[ "$(active)" = 1 ] || fail "lockdep has switched itself off"
zcat /proc/config.gz >/tmp/config
for option in PROVE_LOCKING DEBUG_ENTRY DEBUG_ATOMIC_SLEEP DEBUG_PREEMPT X86_DEBUG_FPU; do
    grep -qx "CONFIG_$option=y" /tmp/config || fail "$option is off"
done
. /takt/guest/storm.sh
step "the checks are still active"
# Lockdep says nothing more once one of its tables is full; debug_locks tells.
[ "$(active)" = 1 ] || fail "lockdep has switched itself off"
note "lockdep: $(awk '/lock-classes|dependency chains:/ { printf "%s ", $0 }' /proc/lockdep_stats | tr -s ' ')"
