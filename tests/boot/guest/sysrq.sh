# SPDX-License-Identifier: GPL-2.0-only
# SysRq: task and CPU dumps, which interrupt every CPU by NMI, leave the machine working.
. /takt/lib.sh

step "NMI backtraces of all CPUs under load"
for cpu in $(seq 0 $((TAKT_SMP - 1))); do
    taskset -c "$cpu" sh -c '. /takt/lib.sh; busy 60' &
done
nmi=$(interrupts '^ *NMI:')
for _ in $(seq 5); do
    echo l >/proc/sysrq-trigger
    sleep 0.3
done
nmi=$(($(interrupts '^ *NMI:') - nmi))
# The CPU that asks prints its own trace without an NMI.
[ "$TAKT_SMP" = 1 ] || [ "$nmi" -ge $((5 * (TAKT_SMP - 1))) ] || fail "only $nmi NMIs"
note "NMIs taken: $nmi"

step "dumps of tasks and timers"
echo t >/proc/sysrq-trigger
echo q >/proc/sysrq-trigger
wait
. /takt/guest/smp.sh
