# SPDX-License-Identifier: GPL-2.0-only
# perf samples by NMI while a load that checks itself runs under random out-of-band interrupts.
# Arguments: seconds, the least number of samples of a CPU, parameters of the torture module.
. /takt/lib.sh
. /takt/guest/nmi.sh

seconds=$1
least=$2
shift 2
torture=/sys/kernel/debug/takt_torture
field() { sum_of "$1" $torture; }

nmis_begin
# Where there is no pipeline there is nothing out-of-band; what Linux does is the same.
if [ $# -gt 0 ]; then
    expect "the torture module does not load" modprobe takt_pipeline_torture "$@"
fi
step "perf samples"
# Not storm in the background: a shell without job control would have it ignore SIGINT, which its children die of.
(perf_nmi "$seconds" "$least" ${1:+takt_pipeline_torture} >/tmp/perf 2>&1 || echo "$?" >/tmp/failed) &
perf=$!
storm --seconds "$((seconds + 1))" --seed 1 >/tmp/storm 2>&1 || {
    cat /tmp/storm
    fail "storm: $(grep -m 1 ERROR /tmp/storm || tail -n 1 /tmp/storm)"
}
wait $perf
cat /tmp/perf
[ ! -f /tmp/failed ] || fail "perf_nmi: status $(cat /tmp/failed): $(tail -n 1 /tmp/perf)"
note "$(tail -n 1 /tmp/storm)"
if [ $# -gt 0 ]; then
    cat $torture
    for what in bad_flags bad_fence bad_user early; do
        [ "$(field $what)" -eq 0 ] || fail "$what: $(field $what)"
    done
    nmis_end user unstalled stalled hard_off oob
    expect "the torture module does not unload" rmmod takt_pipeline_torture
else
    nmis_end user unstalled stalled
fi
. /takt/guest/smoke.sh
