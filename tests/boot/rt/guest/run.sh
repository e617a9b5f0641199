# SPDX-License-Identifier: GPL-2.0-only
# Loads the co-kernel and runs one program with its arguments.
. /takt/lib.sh

step "load the co-kernel"
expect "takt.ko does not load" modprobe takt
step "$*"
"$@" >/tmp/out 2>&1 || { status=$?; cat /tmp/out; fail "$1: status $status: $(tail -n 1 /tmp/out)"; }
cat /tmp/out
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
