# SPDX-License-Identifier: GPL-2.0-only
# The idle routine is the one that the case asks for, and wakes up for interrupts.
. /takt/lib.sh

# Argument: poll, halt, mwait or acpi.
# There is no such folder with cpuidle.off=1.
driver=$(cat /sys/devices/system/cpu/cpuidle/current_driver 2>/dev/null || echo off)
step "the idle routine is '$1'"
case $1 in
poll)
    expect "idle does not poll" in_log 'using polling idle threads'
    ;;
halt)
    ! in_log 'using (mwait|polling)' || fail "idle does not halt"
    [ "$driver" = none ] || fail "the cpuidle driver is $driver"
    ;;
mwait)
    grep -q ' monitor ' /proc/cpuinfo || skip "this QEMU's CPU has no MONITOR/MWAIT"
    expect "idle does not use mwait" in_log 'using mwait in idle threads'
    ;;
acpi)
    [ "$driver" = acpi_idle ] || fail "the cpuidle driver is $driver"
    state=/sys/devices/system/cpu/cpu0/cpuidle/state1
    before=$(cat $state/usage)
    sleep 1
    [ "$(cat $state/usage)" -gt "$before" ] || fail "the state $(cat $state/name) is never entered"
    ;;
esac
note "cpuidle driver: $driver"

step "idle wakes up at once"
for _ in $(seq 20); do
    sleep 0.05
done
. /takt/guest/smp.sh
