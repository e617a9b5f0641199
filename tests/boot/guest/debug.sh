# SPDX-License-Identifier: GPL-2.0-only
# The debug kernel's checks are active, and a mixed load gives them nothing to report.
. /takt/lib.sh

step "the checks are active"
[ -e /proc/lockdep_stats ] || fail "lockdep is not in this kernel"
active() { awk '/debug_locks:/ { print $2 }' /proc/lockdep_stats; }
[ "$(active)" = 1 ] || fail "lockdep has switched itself off"
zcat /proc/config.gz | grep -q CONFIG_DEBUG_ENTRY=y || fail "DEBUG_ENTRY is off"

step "a load"
. /takt/guest/smp.sh
step "still active"
[ "$(active)" = 1 ] || fail "lockdep has switched itself off"
