# SPDX-License-Identifier: GPL-2.0-only
# A torture module of the kernel runs for a while and finds nothing.
. /takt/lib.sh

# Arguments: the module, the seconds, then its parameters.
module=$1
seconds=$2
shift 2
step "$module for $seconds s"
modprobe "$module" stat_interval=10 "$@"
sleep "$seconds"
rmmod "$module"
in_log "torture:.*End of test: SUCCESS" || fail "$(dmesg | grep -a 'End of test' | tail -n 1)"
note "$(dmesg | grep -a 'End of test' | tail -n 1 | cut -c1-160)"
