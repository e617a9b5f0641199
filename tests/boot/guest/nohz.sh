# SPDX-License-Identifier: GPL-2.0-only
# The tick in idle: stopped by NO_HZ, kept by nohz=off, and stopped under a single busy task by nohz_full.
. /takt/lib.sh

# Argument: idle, off or full.
ticks_of() { awk -v c="$1" '$1 == "LOC:" { print $(c + 2) }' /proc/interrupts; }
over_2s()
{
    before=$(ticks_of "$1")
    sleep 2
    echo $(($(ticks_of "$1") - before))
}

# The boot's own work first.
sleep 2
hz=1000
case $1 in
idle)
    step "an idle CPU has few ticks"
    ticks=$(over_2s 0)
    [ "$ticks" -lt $((hz / 2)) ] || fail "$ticks ticks in 2 s of idleness"
    ;;
off)
    step "an idle CPU keeps its tick"
    ticks=$(over_2s 0)
    [ "$ticks" -ge $((hz * 2 * 9 / 10)) ] || fail "only $ticks ticks in 2 s"
    ;;
full)
    step "CPU 1 is a full-dynticks CPU"
    [ "$(cat /sys/devices/system/cpu/nohz_full)" = 1 ] || fail "nohz_full is $(cat /sys/devices/system/cpu/nohz_full)"
    step "a single busy task on CPU 1 has few ticks"
    taskset -c 1 sh -c 'while :; do :; done' &
    spinner=$!
    sleep 3
    ticks=$(over_2s 1)
    kill "$spinner"
    [ "$ticks" -lt $((hz / 2)) ] || fail "$ticks ticks in 2 s of a single busy task"
    ;;
esac
note "ticks in 2 s: $ticks"
. /takt/guest/smoke.sh
