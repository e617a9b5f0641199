# SPDX-License-Identifier: GPL-2.0-only
# Random out-of-band interrupts while a load that checks itself runs.
# Arguments: seconds of load, the least number of interrupts, the rest for the module.
. /takt/lib.sh

seconds=$1
least=$2
shift 2
torture=/sys/kernel/debug/takt_torture
field() { sum_of "$1" $torture; }

step "torture: $*"
expect "the torture module does not load" modprobe takt_pipeline_torture "$@"
storm --seconds "$seconds" --seed 1 || fail "the load found an error"
cat $torture
for what in bad_flags bad_fence bad_user early; do
    [ "$(field $what)" -eq 0 ] || fail "$what: $(field $what)"
done
total=$(($(field timers) + $(field ipis)))
[ "$total" -ge "$least" ] || fail "$total out-of-band interrupts, fewer than $least"
{ [ "$(field user)" -gt 0 ] && [ "$(field kernel)" -gt 0 ]; } || fail "only one mode was interrupted"
posted=$(field posted)
sleep 0.2
[ "$(field posts_ran)" -ge "$posted" ] || fail "$posted posts, only $(field posts_ran) ran"
note "$total out-of-band interrupts, $(field user) in user mode, $(field kernel) in the kernel; $(grep -ao 'bounced [0-9]*' /sys/kernel/debug/irq_pipeline | tr '\n' ' ')"
expect "the torture module does not unload" rmmod takt_pipeline_torture
