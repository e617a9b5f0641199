# SPDX-License-Identifier: GPL-2.0-only
# A kernel with the pipeline built in but not in use.
. /takt/lib.sh

step "the kernel says that it is off"
in_log "irq_pipeline: off" || fail "no word in the log"
! in_log "irq_pipeline: armed" || fail "it is armed all the same"
grep -q "^active 0" /sys/kernel/debug/irq_pipeline || fail "debugfs says it is active"

step "a co-kernel is refused"
! modprobe takt_pipeline_torture 2>/tmp/why || fail "the module loaded"
grep -qi "no such device" /tmp/why || fail "refused for another reason: $(cat /tmp/why)"

step "Linux works"
before=$(interrupts '^ *LOC:')
busy 2
[ "$(interrupts '^ *LOC:')" -gt "$before" ] || fail "no timer interrupts"
on_each_cpu true || fail "not every CPU runs tasks"
