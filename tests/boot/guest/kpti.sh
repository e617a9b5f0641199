# SPDX-License-Identifier: GPL-2.0-only
# Page-table isolation is as the case asks for, and Linux works with it.
. /takt/lib.sh

# Argument: on or off.
step "isolation is $1"
if [ "$1" = on ]; then
    expect "isolation is off" in_log 'Kernel/User page tables isolation: enabled'
else
    ! in_log 'page tables isolation: enabled' || fail "isolation is on"
fi
. /takt/guest/smoke.sh
