# SPDX-License-Identifier: GPL-2.0-only
# The co-kernel comes and goes under Linux's load, and stays while a thread is attached: SECONDS CYCLES.
. /takt/lib.sh

# One cycle; what went wrong is in /tmp/failed.
cycle()
{
    modprobe takt || { echo "takt.ko does not load" >/tmp/failed; return 1; }
    rt_wakeup 1000000 127000 >/tmp/out 2>&1 &
    user=$!
    until grep -q '^thread .* stage \(blocked\|ready\|running\)' /proc/takt; do
        kill -0 "$user" || { echo "rt_wakeup: $(cat /tmp/out)" >/tmp/failed; return 1; }
        sleep 0.01
    done
    if rmmod takt 2>/tmp/refusal; then
        echo "it is gone, and a thread in RT mode with it" >/tmp/failed
        return 1
    fi
    grep -q '^thread .* comm rt_wakeup' /proc/takt || echo "/proc/takt does not say who uses it" >/tmp/failed
    kill -9 "$user"
    wait "$user" 2>/dev/null || true
    rmmod takt 2>/tmp/stays || { echo "it stays: $(cat /tmp/stays)" >/tmp/failed; return 1; }
    [ ! -e /dev/takt ] || echo "/dev/takt stays" >/tmp/failed
}

step "cycles under load"
# In the background it is not storm, see loaded.sh.
(
    cycles=0
    while [ ! -e /tmp/over ] && [ ! -e /tmp/failed ]; do
        cycle || break
        cycles=$((cycles + 1))
    done
    echo "$cycles" >/tmp/cycles
) &
storm --seconds "$1" >/tmp/storm.out 2>&1 || {
    tail -n 20 /tmp/storm.out
    fail "storm: $(grep -m 1 ERROR /tmp/storm.out || tail -n 1 /tmp/storm.out)"
}
touch /tmp/over
wait
[ ! -e /tmp/failed ] || fail "$(cat /tmp/failed)"
cycles=$(cat /tmp/cycles)
note "$cycles cycles; refused meanwhile: $(cat /tmp/refusal)"
[ "$cycles" -ge "$2" ] || fail "$cycles cycles in $1 s, not $2"
