# SPDX-License-Identifier: GPL-2.0-only
# Runs the examples and looks at what they say.
. /takt/lib.sh

step "load the co-kernel"
expect "takt.ko does not load" modprobe takt
for example in periodic_task pi_mutex channel_logger; do
    step "$example"
    "$example" >/tmp/out 2>&1 || { cat /tmp/out; fail "$example: status $?"; }
    note "$(tail -n 1 /tmp/out)"
done
step "motor_control"
motor_control /tmp/motor.csv 0.5 >/tmp/out 2>&1 || { cat /tmp/out; fail "motor_control: status $?"; }
note "$(tail -n 1 /tmp/out)"
[ "$(wc -l </tmp/motor.csv)" -eq 501 ] || fail "motor_control wrote $(wc -l </tmp/motor.csv) lines of 501"
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
