# SPDX-License-Identifier: GPL-2.0-only
# A machine without ACPI: CPUs and interrupt routing come from the MP table.
. /takt/lib.sh

step "ACPI is off and the MP table is used"
[ ! -d /sys/firmware/acpi ] || fail "ACPI is on"
expect "the MP table was not used" in_log 'Intel MultiProcessor Specification'
expect "no IO-APIC from the MP table" in_log 'IOAPIC\[0\]'
. /takt/guest/smp.sh
