# SPDX-License-Identifier: GPL-2.0-only
# takt latency --breakdown and --handler: the parts of each of the worst wake-ups add up to its latency, and who does
# not ask for them does not pay for them.
. /takt/lib.sh

expect "takt.ko does not load" modprobe takt
# Linux settles on its clock first.
sleep 2
(while :; do busy 1; done) >/dev/null 2>&1 &
options="-q -N -p 95 -i 251 -l 4000"
# field FILE NAME: the figure after "NAME:".
field() { sed -n "s/^T: 0 .*$2: *\([0-9]*\).*/\1/p" "$1" | tail -n 1; }

# measure NAME OPTION...: output in /tmp/NAME.
measure()
{
    name=$1
    shift
    step "takt latency $*"
    # shellcheck disable=SC2086  # words
    takt latency $options "$@" >"/tmp/$name" 2>&1 || fail "takt latency $*: $(cat "/tmp/$name")"
    grep -q 'no thread was taken out of RT mode' "/tmp/$name" || fail "takt latency $*: $(tail -n 1 "/tmp/$name")"
    note "$name: average $(field "/tmp/$name" Avg), maximum $(field "/tmp/$name" Max) ns"
}
measure before
measure breakdown --breakdown --json /tmp/breakdown.json
measure handler --handler
measure after

step "the parts add up"
grep '^T: 0 \(parts\|worst\)' /tmp/breakdown | while read -r line; do note "$line"; done
[ "$(grep -c '^T: 0 worst' /tmp/breakdown)" = 10 ] || fail "not ten worst samples: $(cat /tmp/breakdown)"
# "worst NS in cycle N: pipeline delay A handler B wake-up C switch D return E"; each part takes its time.
sed -n 's/^T: 0 worst \([0-9]*\) in cycle [0-9]*: pipeline delay \([0-9]*\) handler \([0-9]*\) wake-up \([0-9]*\) switch \([0-9]*\) return \([0-9]*\)$/\1 \2 \3 \4 \5 \6/p' \
    /tmp/breakdown >/tmp/parts
awk '$1 != $2 + $3 + $4 + $5 + $6 || $2 * $3 * $4 * $5 * $6 == 0 { print "these do not add up, or lack a part: " $0; bad = 1 }
    END { if (NR != 10) print "not understood: " NR " lines"; exit bad || NR != 10 }' /tmp/parts >/tmp/out || fail "$(cat /tmp/out)"
[ "$(awk 'NR == 1 { print $1 }' /tmp/parts)" = "$(field /tmp/breakdown Max)" ] || fail "the first of the worst samples is not the maximum"
[ "$(grep -c '"pipeline delay"' /tmp/breakdown.json)" = 10 ] || fail "the JSON lacks the parts"
# Its first sleep is a wake-up by Linux's half at the most.
unknown=$(sed -n 's/.*the parts of \([0-9]*\) wake-ups are not known/\1/p' /tmp/breakdown)
[ "${unknown:-0}" -le 40 ] || fail "the parts of $unknown of 4000 wake-ups are not known"

step "the handler comes before the thread"
[ "$(field /tmp/handler Max)" -lt "$(field /tmp/before Min)" ] ||
    fail "the handler begins after $(field /tmp/handler Max) ns, the thread runs after $(field /tmp/before Min)"

step "who does not ask does not pay"
a=$(field /tmp/before Avg)
b=$(field /tmp/after Avg)
[ $(((a > b ? a - b : b - a) * 100)) -le "$a" ] || fail "the average was $a ns before, and is $b ns after"
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
