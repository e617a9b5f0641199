# SPDX-License-Identifier: GPL-2.0-only
# The same while storm works in Linux and verifies what the kernel does for it: SECONDS PROGRAM...
. /takt/lib.sh

seconds=$1
shift
step "load the co-kernel"
expect "takt.ko does not load" modprobe takt
storm --seconds "$seconds" >/tmp/storm.out 2>&1 &
storm=$!
sleep 0.2
step "$*"
"$@" >/tmp/out 2>&1 || { status=$?; cat /tmp/out; fail "$1: status $status: $(tail -n 1 /tmp/out)"; }
cat /tmp/out
step "storm must not have found a mistake"
wait "$storm" || { tail -n 20 /tmp/storm.out; fail "storm: $(tail -n 1 /tmp/storm.out)"; }
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
