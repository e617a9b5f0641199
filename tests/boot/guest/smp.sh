# SPDX-License-Identifier: GPL-2.0-only
# All CPUs are online, run work and take timer interrupts, and IPIs of each kind arrive.
. /takt/lib.sh
# TAKT_SMP is the number of CPUs of the case.

column() { awk -v c="$1" '$1 == "LOC:" { print $(c + 2) }' /proc/interrupts; }
last=$((TAKT_SMP - 1))

step "$TAKT_SMP CPUs are online"
[ "$(online_cpus)" = "$TAKT_SMP" ] || fail "$(online_cpus) CPUs are online instead of $TAKT_SMP"

step "every CPU runs work and has a timer"
for cpu in $(seq 0 $last); do
    before=$(column "$cpu")
    taskset -c "$cpu" sh -c '. /takt/lib.sh; busy 5'
    [ "$(column "$cpu")" -gt "$before" ] || fail "CPU $cpu takes no timer interrupts"
done

if [ "$TAKT_SMP" -gt 1 ]; then
    step "rescheduling and function call IPIs arrive"
    res=$(interrupts '^ *RES:')
    cal=$(interrupts '^ *CAL:')
    for _ in $(seq 10); do
        for cpu in $(seq 0 $last); do
            taskset -c "$cpu" sh -c 'seq 200 | sort -r | tail -n 1' >/dev/null &
        done
        wait
    done
    res=$(($(interrupts '^ *RES:') - res))
    cal=$(($(interrupts '^ *CAL:') - cal))
    [ "$cal" -gt 0 ] || fail "no function call IPI arrived"
    [ "$res" -gt 0 ] || fail "no rescheduling IPI arrived"
    note "IPIs: $res rescheduling, $cal function call"
fi

step "a load on all CPUs at once"
for cpu in $(seq 0 $last); do
    taskset -c "$cpu" sh -c '. /takt/lib.sh; busy 20' &
done
wait
