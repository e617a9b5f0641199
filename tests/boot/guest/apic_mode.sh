# SPDX-License-Identifier: GPL-2.0-only
# The local APIC runs in the mode that the case asks for, and IPIs and timer work in it.
. /takt/lib.sh

# Arguments: x2apic or xapic; then "remap" if interrupt remapping must be on.
mode=$1
remap=${2:-}

step "the mode is $mode"
case $mode in
x2apic)
    expect "x2APIC is not on" in_log 'x2apic: (enabled|IRQ remapping)|Switched APIC routing to: (cluster|physical) x2apic'
    expect "the routing is not that of x2APIC" in_log 'Switched APIC routing to: (cluster|physical) x2apic'
    ;;
xapic)
    ! in_log 'Switched APIC routing to: .*x2apic' || fail "x2APIC is on"
    ;;
*) fail "no such mode: $mode" ;;
esac

if [ "$remap" = remap ]; then
    step "interrupts are remapped"
    expect "interrupt remapping is off" in_log 'Enabled IRQ remapping in (x2apic|xapic) mode'
    grep -q 'IR-IO-APIC\|IR-PCI-MSI' /proc/interrupts || fail "no interrupt goes through the remapping unit"
fi

. /takt/guest/smp.sh
