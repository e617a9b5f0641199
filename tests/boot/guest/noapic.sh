# SPDX-License-Identifier: GPL-2.0-only
# No IO-APIC: device interrupts come through the 8259 as ExtINT, which no priority can hold back.
. /takt/lib.sh

step "interrupts come from the 8259"
grep -q 'XT-PIC' /proc/interrupts || fail "no interrupt goes through the 8259"
! grep -q 'IO-APIC' /proc/interrupts || fail "the IO-APIC is in use"
. /takt/guest/smoke.sh
