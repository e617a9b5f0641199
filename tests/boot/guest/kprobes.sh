# SPDX-License-Identifier: GPL-2.0-only
# kprobes and kretprobes, in task and in interrupt context, under load.
. /takt/lib.sh

cd /sys/kernel/tracing || fail "no tracing folder"
step "planting probes"
echo 'p:takt/entry do_sys_openat2' >kprobe_events
# shellcheck disable=SC2016  # $retval is the kernel's
echo 'r:takt/exit do_sys_openat2 ret=$retval' >>kprobe_events
echo 'p:takt/tick tick_nohz_handler' >>kprobe_events 2>/dev/null ||
    echo 'p:takt/tick update_process_times' >>kprobe_events
# In the middle of a function: an int3 that is single-stepped rather than a call of ftrace.
echo 'p:takt/inner vfs_read+8' >>kprobe_events 2>/dev/null || echo 'p:takt/inner vfs_read' >>kprobe_events
echo 1 >events/takt/enable
busy 10
echo 0 >events/takt/enable
for probe in entry exit tick inner; do
    hits=$(awk -v p="$probe" '$1 == p { print $2 }' kprobe_profile)
    [ "${hits:-0}" -gt 10 ] || fail "probe $probe was hit ${hits:-0} times"
    note "probe $probe: $hits hits"
done
echo >kprobe_events
. /takt/guest/smoke.sh
