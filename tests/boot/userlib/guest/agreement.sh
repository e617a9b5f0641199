# SPDX-License-Identifier: GPL-2.0-only
# takt latency and unmodified cyclictest under takt run, each under the same load: average and maximum agree.
. /takt/lib.sh

loops=$1
expect "takt.ko does not load" modprobe takt
# Linux settles on its clock first.
sleep 2
(while :; do hackbench -g 1 -l 100; done) >/tmp/load 2>&1 &
load=$!
(while :; do busy 1; done) >/dev/null 2>&1 &
sleep 0.5

options="-q -N -m -p 95 -i 251 -l $loops"
step "takt latency"
# shellcheck disable=SC2086  # words
takt latency $options >/tmp/latency 2>&1 || fail "takt latency: $(cat /tmp/latency)"
grep -q 'no thread was taken out of RT mode' /tmp/latency || fail "takt latency: $(tail -n 1 /tmp/latency)"
step "cyclictest under takt run"
# shellcheck disable=SC2086  # words
takt run --summary /tmp/run.json -- cyclictest $options >/tmp/cyclictest 2>&1 || fail "cyclictest: $(cat /tmp/cyclictest)"
# It goes to Linux once, when its loop has ended.
bounces=$(sed -n 's/.*"bounces": \([0-9]*\).*/\1/p' /tmp/run.json)
[ "$bounces" -le 1 ] || fail "cyclictest bounces $bounces times: $(cat /tmp/cyclictest)"
kill -0 $load || fail "the load has ended: $(cat /tmp/load)"

# field FILE NAME: the figure after "NAME:".
field() { sed -n "s/^T: 0 .*$2: *\([0-9]*\).*/\1/p" "$1" | tail -n 1; }
apart=
for name in Min Avg Max; do
    a=$(field /tmp/latency $name)
    b=$(field /tmp/cyclictest $name)
    [ "${a:+a}${b:+b}" = ab ] || fail "no $name in the output"
    difference=$((a > b ? a - b : b - a))
    note "$name: takt latency $a ns, cyclictest $b ns, $((difference * 1000 / b)) per mille apart"
    # The least of many samples is the luckiest one, and says nothing about how the two measure.
    [ $name = Min ] || [ $((difference * 20)) -le "$b" ] || apart="$apart $name"
done
[ -z "$apart" ] || fail "more than 5 % apart:$apart"
