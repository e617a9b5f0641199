# SPDX-License-Identifier: GPL-2.0-only
# The demonstration of make run: SECONDS LOAD... on all CPUs. Results leave the guest as a tar file on its disk.
. /takt/lib.sh

# Five measurements share the time.
slice=$((($1 * 1000 + 4) / 5))
shift
out=/tmp/results
mkdir -p $out
interval=251
loops=$((slice * 1000 / interval))
expect "takt.ko does not load" modprobe takt
# Linux settles on its clock first.
sleep 2

# Each goes on until the guest ends.
start_load()
{
    case $1 in
    idle) return ;;
    busy) (while :; do busy 1; done) & ;;
    storm) (while :; do storm --seconds 60; done) & ;;
    hack) (while :; do hackbench -g 2 -l 200; done) & ;;
    mem) stress-ng --quiet --timeout 0 --fault 1 --mmap 1 --mmap-bytes 32M --vm 1 --vm-bytes 64M & ;;
    fork) stress-ng --quiet --timeout 0 --fork 2 --exec 1 --vfork 1 & ;;
    fs) stress-ng --quiet --timeout 0 --temp-path /tmp --dentry 1 --hdd 1 --hdd-bytes 16M --rename 1 & ;;
    timer) stress-ng --quiet --timeout 0 --timer 1 --timer-freq 50000 --itimer 1 --itimer-freq 5000 & ;;
    *) fail "load '$1': idle, busy, storm, hack, mem, fork, fs, timer" ;;
    esac >"/tmp/load.$1" 2>&1
    echo $! >"/tmp/load.$1.pid"
}
for load in "$@"; do
    start_load "$load"
done
# One that has died was no load.
loads_live()
{
    for load in "$@"; do
        [ "$load" = idle ] && continue
        pid=$(cat "/tmp/load.$load.pid")
        kill -0 "$pid" 2>/dev/null || fail "load $load has ended: $(tail -n 1 "/tmp/load.$load")"
    done
}

# One thread a CPU, all with the same interval.
options="-q -N -m -p 95 -i $interval -l $loops -t $TAKT_SMP -a -d 0"
step "motor control, in real time"
motor_control $out/motor.csv 1.2 2>/tmp/motor || fail "motor_control: $(cat /tmp/motor)"
note "$(tail -n 1 /tmp/motor)"
step "takt latency"
# shellcheck disable=SC2086  # words
takt latency $options --json $out/latency.json >/tmp/out 2>&1 || fail "takt latency: $(cat /tmp/out)"
note "takt latency:            $(tail -n 1 /tmp/out)"
step "takt latency, of what parts"
# shellcheck disable=SC2086  # words
takt latency $options --breakdown --json $out/parts.json >/tmp/out 2>&1 || fail "takt latency --breakdown: $(cat /tmp/out)"
note "$(grep -m 1 ' worst ' /tmp/out | sed 's/^T: 0 /takt latency, ns:       /')"
cyclic="cyclictest $options -h 400000"
step "unmodified cyclictest under takt run"
# shellcheck disable=SC2086  # words
takt run --summary $out/run.txt -- $cyclic --json=$out/rt.json >/tmp/out 2>/tmp/run || fail "takt run -- cyclictest: $(cat /tmp/run)"
note "takt run -- cyclictest:  $(sed -n 's/^takt run: //p' /tmp/run | head -n 1)"
step "the same cyclictest in Linux"
# shellcheck disable=SC2086  # words
$cyclic --json=$out/linux.json >/tmp/out 2>&1 || fail "cyclictest: $(cat /tmp/out)"
loads_live "$@"
tar -cf /dev/vda -C $out . || fail "the results do not fit on the disk"
sync
