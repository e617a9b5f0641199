# SPDX-License-Identifier: GPL-2.0-only
# Without the local APIC's timer the tick comes from a device interrupt, and Linux works with it.
. /takt/lib.sh

step "the local APIC's timer is off"
lapic=$(awk '$1 == "LOC:" { print $2 }' /proc/interrupts)
device=$(interrupts 'IO-APIC.*(timer|hpet)')
sleep 2
device=$(($(interrupts 'IO-APIC.*(timer|hpet)') - device))
[ "$device" -gt 0 ] || fail "no timer interrupt of a device in 2 s"
[ "$(awk '$1 == "LOC:" { print $2 }' /proc/interrupts)" = "$lapic" ] || fail "the local APIC's timer runs"
note "device timer interrupts in 2 s: $device"

step "a mixed load"
busy 10
