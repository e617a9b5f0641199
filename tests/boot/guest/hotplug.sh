# SPDX-License-Identifier: GPL-2.0-only
# CPUs go off and on line again and again under load, and work afterwards.
. /takt/lib.sh

# Argument: the number of cycles.
cpus=$TAKT_SMP
cycles=$1
sh -c '. /takt/lib.sh; while :; do busy 1; done' &
load=$!

step "$cycles cycles"
for cycle in $(seq "$cycles"); do
    for cpu in $(seq $((cpus - 1))); do
        echo 0 >"/sys/devices/system/cpu/cpu$cpu/online" || fail "CPU $cpu stays on line (cycle $cycle)"
    done
    [ "$(online_cpus)" = 1 ] || fail "$(online_cpus) CPUs are left instead of 1 (cycle $cycle)"
    for cpu in $(seq $((cpus - 1))); do
        echo 1 >"/sys/devices/system/cpu/cpu$cpu/online" || fail "CPU $cpu does not come back (cycle $cycle)"
    done
    [ "$(online_cpus)" = "$cpus" ] || fail "$(online_cpus) CPUs are on line (cycle $cycle)"
done
kill "$load"
wait "$load" || true
. /takt/guest/smp.sh
