# SPDX-License-Identifier: GPL-2.0-only
# perf samples by NMI while RT threads that verify what they have run. Arguments: seconds, the least number of samples of
# a CPU, the RT program with its arguments.
. /takt/lib.sh
. /takt/guest/takt.sh
. /takt/guest/nmi.sh

seconds=$1
least=$2
shift 2
load_takt
nmis_begin min_us=50 max_us=400
step "perf samples beside $*"
(perf_nmi "$seconds" "$least" >/tmp/perf 2>&1 || echo "$?" >/tmp/failed) &
perf=$!
"$@" >/tmp/out 2>&1 || { status=$?; cat /tmp/out; fail "$1: status $status: $(tail -n 1 /tmp/out)"; }
cat /tmp/out
wait $perf
cat /tmp/perf
[ ! -f /tmp/failed ] || fail "perf_nmi: status $(cat /tmp/failed): $(tail -n 1 /tmp/perf)"
nmis_end user unstalled stalled hard_off oob rt_user
unload_takt
