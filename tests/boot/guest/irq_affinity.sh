# SPDX-License-Identifier: GPL-2.0-only
# Device interrupts can be moved between CPUs under load, and none is lost.
. /takt/lib.sh

irqs=$(awk -F: '/virtio/ { gsub(/ /, "", $1); print $1 }' /proc/interrupts)
[ -n "$irqs" ] || fail "no virtio interrupts"

step "moving interrupts while the disk works"
for round in $(seq 20); do
    dd if=/dev/urandom of=/tmp/data bs=64k count=8 2>/dev/null
    (
        dd if=/tmp/data of=/dev/vda bs=4k conv=fsync 2>/dev/null
        echo 3 >/proc/sys/vm/drop_caches
        dd if=/dev/vda of=/tmp/back bs=4k count=128 2>/dev/null
    ) &
    for cpu in 0 1 0 1; do
        for irq in $irqs; do
            # Managed interrupts refuse: that is their right.
            echo "$cpu" >"/proc/irq/$irq/smp_affinity_list" 2>/dev/null || true
        done
    done
    wait
    cmp /tmp/data /tmp/back || fail "the disk returned other data (round $round)"
done

step "both CPUs took device interrupts"
awk '/virtio/ { a += $2; b += $3 } END { exit !(a > 0 && b > 0) }' /proc/interrupts ||
    fail "the interrupts stayed on one CPU: $(grep virtio /proc/interrupts)"
