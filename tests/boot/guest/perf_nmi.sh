# SPDX-License-Identifier: GPL-2.0-only
# The performance counter's NMI samples the kernel, also where interrupts are off.
. /takt/lib.sh

step "sampling by NMI"
status=0
perf_nmi >/tmp/perf 2>&1 || status=$?
cat /tmp/perf
[ "$status" != 77 ] || skip "$(tail -n 1 /tmp/perf)"
[ "$status" = 0 ] || fail "$(tail -n 1 /tmp/perf)"
. /takt/guest/smoke.sh
