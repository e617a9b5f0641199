# SPDX-License-Identifier: GPL-2.0-only
# The KUnit suites of the pipeline with the local APIC's timer in TSC-deadline mode.
. /takt/lib.sh

step "the timer is in TSC-deadline mode"
in_log "TSC deadline timer available" || fail "the local APIC's timer counts down"
. /takt/guest/kunit.sh
