# SPDX-License-Identifier: GPL-2.0-only
# Runs the examples and looks at what they say.
. /takt/lib.sh

step "load the co-kernel"
expect "takt.ko does not load" modprobe takt
for example in periodic_task pi_mutex channel_logger; do
    step "$example"
    "$example" >/tmp/out 2>&1 || { cat /tmp/out; fail "$example: status $?"; }
    note "$(tail -n 1 /tmp/out)"
    cp /tmp/out "/tmp/$example"
done
step "priority inheritance"
waited=$(sed -n 's/^high waited \([0-9]*\) us.*/\1/p' /tmp/pi_mutex)
[ "$waited" -ge 1000 ] || fail "the mutex was not held: high waited $waited us"
[ "$waited" -le 10000 ] || fail "no priority inheritance: high waited $waited us for a mutex held for 5 ms"
step "motor_control"
motor_control /tmp/motor.csv 0.5 >/tmp/out 2>&1 || { cat /tmp/out; fail "motor_control: status $?"; }
note "$(tail -n 1 /tmp/out)"
[ "$(wc -l </tmp/motor.csv)" -eq 501 ] || fail "motor_control wrote $(wc -l </tmp/motor.csv) lines of 501"
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
