# SPDX-License-Identifier: GPL-2.0-only
# CPUs go off and on line under out-of-band interrupts. Argument: the number of cycles.
. /takt/lib.sh

cycles=$1
torture=/sys/kernel/debug/takt_torture
field() { sum_of "$1" $torture; }
of_cpu() { awk -v c="$1" '$2 == c { print $4 }' $torture; }

expect "the torture module does not load" modprobe takt_pipeline_torture min_ns=50000 max_ns=500000
busy 60 &
load=$!

cycle=1
while [ "$cycle" -le "$cycles" ]; do
    for cpu in 1 2 3; do
        step "cycle $cycle: CPU $cpu goes"
        echo 0 >/sys/devices/system/cpu/cpu$cpu/online
        gone=$(of_cpu $cpu)
        sleep 0.1
        [ "$(of_cpu $cpu)" = "$gone" ] || fail "out-of-band interrupts on CPU $cpu, which is offline"
        step "cycle $cycle: CPU $cpu comes"
        echo 1 >/sys/devices/system/cpu/cpu$cpu/online
        sleep 0.1
        [ "$(of_cpu $cpu)" -gt "$gone" ] || fail "no out-of-band interrupts on CPU $cpu after it came back"
        expect "CPU $cpu runs no task" taskset -c "$cpu" true
    done
    cycle=$((cycle + 1))
done
kill $load 2>/dev/null || true

step "the torture module's own checks"
cat $torture
for what in bad_flags bad_fence bad_user early; do
    [ "$(field $what)" -eq 0 ] || fail "$what: $(field $what)"
done
note "$(field timers) out-of-band timer interrupts, $(field ipis) IPIs"
expect "the torture module does not unload" rmmod takt_pipeline_torture
