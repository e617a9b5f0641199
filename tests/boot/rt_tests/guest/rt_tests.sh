# SPDX-License-Identifier: GPL-2.0-only
# Each program first in Linux, then under takt run: the same exit status and the same return code in its own
# results. These programs wait in calls that only Linux serves, so bounces are no failure: they are reported.
. /takt/lib.sh

expect "takt.ko does not load" modprobe takt
sleep 1
# svsematest makes the key of its semaphore of the file that its first argument names, as it stands there.
expect "no folder of programs" cd /takt/bin

rounds=200

# number NAME FILE: the number after "NAME": in JSON.
number() { sed -n "s/.*\"$1\": *\(-\{0,1\}[0-9][0-9]*\).*/\1/p" "$2" | head -n 1; }

# What a program says that it has done: samples, cycles of signals, inversions. pi_stress may add one at its end.
done_rounds()
{
    for name in samples cycles inversion; do
        count=$(number $name "$1")
        [ -z "$count" ] || break
    done
    [ "${count:-0}" -ge $rounds ] && echo all || echo "${count:-0} of $rounds rounds"
}

# verdict OUTPUT COMMAND...: "exit status/return code/rounds"; no results at all are a verdict, too.
verdict()
{
    output=$1
    shift
    rm -f /tmp/results
    status=0
    timeout 60 "$@" --json=/tmp/results >"$output" 2>&1 || status=$?
    code=none
    [ ! -f /tmp/results ] || code=$(number return_code /tmp/results)/$(done_rounds /tmp/results)
    echo "$status/$code"
}

# same PROGRAM OPTIONS...
same()
{
    step "$1 in Linux"
    plain=$(verdict /tmp/plain "$@")
    [ "$plain" = 0/0/all ] || { cat /tmp/plain; fail "$1 in Linux ends with $plain, not 0/0/all: nothing to compare with"; }
    step "$1 under takt run"
    rm -f /tmp/summary
    taken=$(verdict /tmp/taken takt run --summary /tmp/summary -- "$@")
    cat /tmp/taken
    [ "$taken" = "$plain" ] || fail "$1: $taken under takt run, $plain in Linux: $(tail -n 1 /tmp/taken)"
    [ -s /tmp/summary ] || fail "$1: takt run wrote no summary"
    note "$1: $plain in Linux, $taken under takt run; $(number rt_threads /tmp/summary) of" \
        "$(number threads /tmp/summary) threads RT, entered $(number hardens /tmp/summary) times," \
        "$(number bounces /tmp/summary) bounces"
    grep 'left RT mode' /tmp/taken || true
}

same ptsematest -q -p 80 -i 1000 -l $rounds
same svsematest -q -p 80 -i 1000 -l $rounds
same sigwaittest -q -p 80 -i 1000 -l $rounds
same signaltest -q -p 80 -t 2 -l $rounds
same pi_stress -q -u -g 1 -i $rounds -D 20

step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
