# SPDX-License-Identifier: GPL-2.0-only
# The function tracers instrument every function, entry and interrupt code included, under load.
. /takt/lib.sh

cd /sys/kernel/tracing || fail "no tracing folder"
# Reading it takes most of the time here.
echo 1024 >buffer_size_kb
for tracer in function function_graph; do
    step "tracer $tracer"
    grep -qw $tracer available_tracers || fail "there is no tracer $tracer"
    echo $tracer >current_tracer
    busy 4
    echo 0 >tracing_on
    lines=$(grep -cE '(do_idle|schedule|handle_mm_fault|irq)' trace || true)
    echo nop >current_tracer
    echo 1 >tracing_on
    [ "$lines" -gt 100 ] || fail "tracer $tracer recorded only $lines lines"
    note "$tracer: $lines lines of interest"
done

step "trace events"
echo 1 >events/irq/enable
echo 1 >events/sched/enable
echo 1 >events/syscalls/enable
busy 4
echo 0 >events/enable
grep -q sched_switch trace || fail "no sched_switch event"
grep -qE 'sys_(enter|exit|[a-z]+)' trace || fail "no system call event"
. /takt/guest/smoke.sh
