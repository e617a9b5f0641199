# SPDX-License-Identifier: GPL-2.0-only
# What make run shows: for now, that the guest lives.
. /takt/lib.sh

echo
echo "  Linux $(uname -r) on the interrupt pipeline's kernel, $(online_cpus) CPU(s), up $(cut -d' ' -f1 /proc/uptime) s"
echo "  timer interrupts so far: $(interrupts '^ *LOC:')"
echo
