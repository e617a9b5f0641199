# SPDX-License-Identifier: GPL-2.0-only
# Timers have tick resolution when highres=off, and a fine one otherwise; both keep time.
. /takt/lib.sh

# Argument: on or off.
step "high resolution is $1"
active=$(awk '/\.hres_active/ { print $3; exit }' /proc/timer_list)
case $1 in
on) [ "$active" = 1 ] || fail "hres_active is $active" ;;
off) [ "$active" = 0 ] || fail "hres_active is $active" ;;
esac
. /takt/guest/smoke.sh
