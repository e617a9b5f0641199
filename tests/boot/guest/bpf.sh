# SPDX-License-Identifier: GPL-2.0-only
# BPF programs, compiled by the JIT, run on trace points of task and interrupt context.
. /takt/lib.sh

step "BPF programs count events"
[ "$(cat /proc/sys/net/core/bpf_jit_enable)" -ge 1 ] || fail "the BPF JIT is off"
expect "the BPF test" bpf_count
. /takt/guest/smoke.sh
