# SPDX-License-Identifier: GPL-2.0-only
# The demonstration of make run: SECONDS LOAD (storm, busy or idle). Results leave the guest as a tar file on its disk.
. /takt/lib.sh

seconds=$1
load=$2
out=/tmp/results
mkdir -p $out
loops=$((seconds * 1000000 / 4 / 251))
expect "takt.ko does not load" modprobe takt
sleep 2
case $load in
storm) storm --seconds $((seconds * 2)) >/dev/null 2>&1 & ;;
busy) (while :; do busy 1; done) & ;;
idle) ;;
*) fail "load '$load': storm, busy or idle" ;;
esac
step "motor control, in real time"
motor_control $out/motor.csv 1.2 2>/tmp/motor || fail "motor_control: $(cat /tmp/motor)"
note "$(tail -n 1 /tmp/motor)"
step "takt latency"
takt latency -q -N -p 95 -i 251 -l $loops --json $out/latency.json >/tmp/out 2>&1 || fail "takt latency: $(cat /tmp/out)"
note "takt latency, ns:        $(head -n 1 /tmp/out)"
note "takt latency:            $(tail -n 1 /tmp/out)"
cyclic="cyclictest -q -N -m -p 95 -i 251 -l $loops -h 400000"
step "unmodified cyclictest under takt run"
# shellcheck disable=SC2086  # words
takt run -- $cyclic --json=$out/rt.json >/tmp/out 2>/tmp/run || fail "takt run -- cyclictest: $(cat /tmp/run)"
note "takt run -- cyclictest:  $(grep '^# M[ia][nx] Lat' /tmp/out | tr '\n' ' ')"
step "the same cyclictest in Linux"
# shellcheck disable=SC2086  # words
$cyclic --json=$out/linux.json >/tmp/out 2>&1 || fail "cyclictest: $(cat /tmp/out)"
note "cyclictest in Linux:     $(grep '^# M[ia][nx] Lat' /tmp/out | tr '\n' ' ')"
tar -cf /dev/vda -C $out . || fail "the results do not fit on the disk"
sync
