# SPDX-License-Identifier: GPL-2.0-only
# Runs the KUnit suites of the pipeline. Arguments: parameters of the module.
. /takt/lib.sh

step "the pipeline is armed"
in_log "irq_pipeline: armed" || fail "the kernel does not run on the pipeline"

step "kunit suites"
expect "KUnit does not load" modprobe kunit enable=1
expect "the test module does not load" modprobe takt_pipeline_test "$@"
suites=0
for results in /sys/kernel/debug/kunit/*/results; do
    suites=$((suites + 1))
    bad=$(grep -E '^ *not ok' "$results" | head -n 1 || true)
    # The expectation's own words: where, what, and the numbers.
    why=$(grep -A 4 -E '(EXPECTATION|ASSERTION) FAILED' "$results" | head -n 5 | tr -s '\n \t' ' ' || true)
    [ -z "$bad" ] || fail "$(basename "$(dirname "$results")"): $bad: $why"
    grep -qE '^ok' "$results" || fail "$(basename "$(dirname "$results")") did not finish"
    # A skipped case must be one that this machine cannot run.
    note "$(basename "$(dirname "$results")"): $(grep -cE '^ +ok' "$results") passed, $(grep -cE '^ +ok.*# SKIP' "$results" || true) of them skipped"
done
[ "$suites" -ge 6 ] || fail "only $suites suites ran"

step "the flags after it all"
stray=$(sum_of stray /sys/kernel/debug/irq_pipeline)
[ "$stray" -eq 0 ] || fail "$stray out-of-band interrupts that nobody had asked for"
expect "the test module does not unload" rmmod takt_pipeline_test
on_each_cpu true || fail "not every CPU runs tasks"
