# SPDX-License-Identifier: GPL-2.0-only
# A kernel that the co-kernel is built into has it from boot on: PROGRAM...
. /takt/lib.sh

step "it is there without having been loaded"
[ -c /dev/takt ] || fail "/dev/takt is not there"
[ ! -e /sys/module/takt/refcnt ] || fail "it is a module"
expect "the kernel log does not say so" in_log 'takt: co-kernel is up'
[ "$(cat /sys/module/takt/parameters/watchdog_ms)" = 3000 ] || fail "takt.watchdog_ms= is not obeyed"
. /takt/guest/run.sh
