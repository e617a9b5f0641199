# SPDX-License-Identifier: GPL-2.0-only
# Runs takt_primitives; in this guest a nanosecond is an executed instruction.
. /takt/lib.sh

expect "takt.ko does not load" modprobe takt
# Linux settles on its clock first.
sleep 2
step "primitives"
status=0
takt_primitives >/tmp/out 2>&1 || status=$?
while read -r line; do note "$line"; done </tmp/out
[ "$status" = 0 ] || fail "takt_primitives: status $status: $(grep -E 'REGRESSION|fatal|bounces' /tmp/out | head -n 1)"
expect "takt.ko does not unload" rmmod takt
