# SPDX-License-Identifier: GPL-2.0-only
# The co-kernel, as a module or built in.
# shellcheck shell=sh
# Sourced; never run.

load_takt()
{
    step "load the co-kernel"
    [ -c /dev/takt ] || expect "takt.ko does not load" modprobe takt
}

unload_takt()
{
    step "unload the co-kernel"
    # Built in it has no count of users.
    [ ! -e /sys/module/takt/refcnt ] || expect "takt.ko does not unload" rmmod takt
}
