# SPDX-License-Identifier: GPL-2.0-only
# NMIs from outside, and perf, to which each of them is the overflow of its counter.
# shellcheck shell=sh
# Sourced; never run.

# As the case has changed it, Linux's driver finds a counter that has overflowed whenever it looks.
nmis_begin()
{
    step "NMIs: $*"
    in_log "Performance Events: AMD PMU driver" || fail "Linux's driver found no counters: $(dmesg | grep 'Performance Events')"
    # perf must neither throttle nor lower its rate for an emulator's slowness. In this order only.
    echo 1000000 >/proc/sys/kernel/perf_event_max_sample_rate
    echo 0 >/proc/sys/kernel/perf_cpu_time_max_percent
    expect "the source of NMIs does not load" modprobe takt_nmi_source "$@"
}

# nmis_in PLACE: how many came there, over all CPUs.
nmis_in() { sum_of "$1" /sys/kernel/debug/takt_nmi; }

# nmis_end PLACE...: each must have been hit.
nmis_end()
{
    step "where the NMIs came"
    cat /sys/kernel/debug/takt_nmi
    for place in "$@"; do
        [ "$(nmis_in "$place")" -gt 0 ] || fail "no NMI came in: $place"
    done
    perf=$(interrupts '^ *PMI:')
    note "$(nmis_in user) NMIs in user mode, $(nmis_in unstalled) in the kernel, $(nmis_in stalled) stalled, $(nmis_in hard_off) hard-off, $(nmis_in oob) out-of-band, $(nmis_in rt_user) in RT halves; perf took $perf"
    expect "the source of NMIs does not unload" rmmod takt_nmi_source
}
