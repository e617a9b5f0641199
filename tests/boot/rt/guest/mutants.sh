# SPDX-License-Identifier: GPL-2.0-only
# Runs each pair of mutants.list for so many CPUs, with and without the mechanism: CPUS.
. /takt/lib.sh
. /takt/guest/takt.sh

off=/sys/module/split_context/parameters/off

# Runs "$@" for 40 s at most; the status, or 124. Without its mechanism a test may be beyond the reach of a signal.
bounded()
{
    rm -f /tmp/status
    # "set -e" would end the subshell before it says how a test failed.
    ("$@" >/tmp/out 2>&1 && echo 0 >/tmp/status || echo $? >/tmp/status) &
    tenths=0
    while [ ! -e /tmp/status ] && [ $tenths -lt 400 ]; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
    # With the mechanism again, whoever is left can be killed: also what a test that failed has started.
    echo none >$off
    status=124
    [ ! -e /tmp/status ] || status=$(cat /tmp/status)
    killall -q -9 "$1" || :
    wait
    tenths=0
    while grep -q '^thread' /proc/takt && [ $tenths -lt 100 ]; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
    return "$status"
}

export RT_TOLERANT=1
# Who lost a kick for good hangs, as it should here.
echo 0 >/proc/sys/kernel/hung_task_timeout_secs
load_takt
[ -w $off ] || fail "this kernel has no mechanism to do without; boot one with CONFIG_SPLIT_CONTEXT_DEBUG"
pairs=0
missed=0
while read -r cpus mechanism program test about; do
    [ "$cpus" = "$1" ] || continue
    step "$about: $program $test without '$mechanism'"
    [ "$test" != all ] || test=
    # shellcheck disable=SC2086  # none, or one
    bounded "$program" $test || { cat /tmp/out; fail "$program $test fails anyhow: status $status"; }
    echo "$mechanism" >$off || fail "no mechanism '$mechanism'"
    # shellcheck disable=SC2086
    if bounded "$program" $test; then
        cat /tmp/out
        note "SURVIVED: $program $test without '$mechanism' ($about)"
    else
        missed=$((missed + 1))
    fi
    pairs=$((pairs + 1))
done </takt/bin/mutants.list
note "$missed of $pairs mechanisms missed when they were gone"
[ $pairs -gt 0 ] || fail "no pair for $1 CPUs in mutants.list"
[ $missed -eq $pairs ] || fail "a test passes without the mechanism that it is about"
unload_takt
