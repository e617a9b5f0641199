# SPDX-License-Identifier: GPL-2.0-only
# Linux works: time, timers, processes, memory, pipes, files; and the kernel is not tainted.
. /takt/lib.sh

step "the clock runs at the right speed"
before=$(cut -d. -f1 /proc/uptime)
ticks=$(interrupts '^ *LOC:')
sleep 2
took=$(($(cut -d. -f1 /proc/uptime) - before))
[ "$took" -ge 2 ] || fail "two seconds of sleep took $took s of uptime"
[ "$took" -le 10 ] || fail "two seconds of sleep took $took s of uptime"

step "processes come and go"
for i in $(seq 50); do
    [ "$(echo "$i" | cat)" = "$i" ] || fail "a pipe lost its data"
done

step "a mixed load"
busy 10
ticks=$(($(interrupts '^ *LOC:') - ticks))
[ "$ticks" -ge 50 ] || fail "only $ticks timer interrupts in over 2 s with a load"

step "signals and job control"
sleep 1000 &
kill -TERM $!
status=0
wait $! || status=$?
[ "$status" = 143 ] || fail "a killed process ended with status $status, not 143"

step "no kernel fault so far"
taint=$(cat /proc/sys/kernel/tainted)
# 4096: an out-of-tree module was loaded, which a test may do on purpose.
[ "$((taint & ~4096))" = 0 ] || fail "the kernel is tainted: $taint"
note "timer interrupts: $ticks"
