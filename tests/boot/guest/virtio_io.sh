# SPDX-License-Identifier: GPL-2.0-only
# Block, network and entropy devices work, and their interrupts come the way the case asks for.
. /takt/lib.sh

# Argument: msi or intx.
step "all three devices are there"
[ -b /dev/vda ] || fail "no virtio disk"
[ -d /sys/class/net/eth0 ] || fail "no virtio network card"
[ "$(cat /sys/class/misc/hw_random/rng_current)" = virtio_rng.0 ] || fail "no virtio entropy source"

case $1 in
msi) pattern='PCI-MSIX?-.*virtio' ;;
intx) pattern='IO-APIC +[0-9]+-fasteoi.*virtio' ;;
esac
step "their interrupts are of kind $1"
grep -qE "$pattern" /proc/interrupts || fail "no virtio interrupt of this kind: $(grep virtio /proc/interrupts)"
before=$(interrupts "$pattern")

step "what is written to the disk is read back"
for i in $(seq 5); do
    dd if=/dev/urandom of=/tmp/data bs=64k count=32 2>/dev/null
    dd if=/tmp/data of=/dev/vda bs=64k conv=fsync 2>/dev/null
    echo 3 >/proc/sys/vm/drop_caches
    dd if=/dev/vda of=/tmp/back bs=64k count=32 2>/dev/null
    cmp /tmp/data /tmp/back || fail "the disk returned other data (round $i)"
done

step "the network card carries packets"
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
# The answers come in the host's time. An idle guest that counts instructions skips its own: the time limits of ping
# would pass in no time.
(while :; do :; done) &
busy=$!
ping -c 20 -i 0.01 10.0.2.2 >/tmp/ping || fail "no answer to ping: $(tail -n 2 /tmp/ping)"
kill $busy
grep -q '^20 packets transmitted, 20 packets received' /tmp/ping || fail "packets were lost: $(tail -n 2 /tmp/ping)"

step "the entropy source delivers"
dd if=/dev/hwrng of=/tmp/random bs=64 count=4 2>/dev/null
[ "$(stat -c %s /tmp/random)" = 256 ] || fail "the entropy source gave $(stat -c %s /tmp/random) bytes"

count=$(($(interrupts "$pattern") - before))
[ "$count" -ge 40 ] || fail "only $count device interrupts"
note "device interrupts of kind $1: $count"
grep -qE 'IO-APIC.*edge' /proc/interrupts || fail "no edge-triggered line"
