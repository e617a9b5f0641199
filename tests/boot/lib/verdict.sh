# SPDX-License-Identifier: GPL-2.0-only
# From a console log to a verdict: the guest's own line, unless the kernel reported something.
# shellcheck shell=bash
# shellcheck disable=SC2034  # VERDICT, REASON and REPORT_LINE are for the caller
# Sourced; never run.

# What a healthy kernel never prints.
readonly KERNEL_REPORTS='WARNING: |BUG: |Oops: |Oops\b|Kernel panic|general protection fault|\
unable to handle|INFO: task .* blocked|INFO: rcu|rcu: INFO|detected stalls?|INFO: trying to register|\
possible (recursive|circular|irq) lock|inconsistent lock state|suspicious RCU|soft lockup|hard LOCKUP|\
unchecked MSR access|spurious .*interrupt|do_IRQ:|No irq handler for vector|nobody cared|irq .*: Affinity broken.*failed|\
kernel BUG|double fault|invalid opcode|stack-protector|Call Trace|UBSAN|KASAN|scheduling while atomic|\
sleeping function called|Timeout: Not all CPUs|TSC.*unstable|clocksource: .*unstable'
# Words of the above that a healthy boot prints all the same.
readonly KERNEL_HARMLESS='Lock dependency validator|lockdep: fixing up|Running RCU self tests|\
softlockup|MAX_LOCKDEP|per task-struct memory footprint|memory used by lock dependency|Freeing SMP alternatives'

# kernel_reports LOG ALLOW: the lines that count as a report, with their line numbers.
kernel_reports()
{
    local lines
    lines=$(tr -d '\r' <"$1" | grep -anE "${KERNEL_REPORTS//$'\\\n'/}" |
        grep -avE "${KERNEL_HARMLESS//$'\\\n'/}|TAKT-VERDICT: ") || true
    if [[ -n $2 && -n $lines ]]; then
        lines=$(grep -avE "$2" <<<"$lines") || true
    fi
    [[ -z $lines ]] || printf '%s\n' "$lines"
}

# judge LOG STATUS ALLOW: sets VERDICT (PASS, FAIL, SKIP), REASON and, for a failure, REPORT_LINE: the
# number of the line to look at, 0 for the end.
judge()
{
    local log=$1 status=$2 reports lines
    REPORT_LINE=0
    reports=$(kernel_reports "$log" "$3")
    lines=$(tr -d '\r' <"$log" | grep -aoE 'TAKT-VERDICT: .*' || true)
    VERDICT=FAIL
    if [[ -n $reports ]]; then
        REASON="the kernel reported: $(head -n 1 <<<"$reports" | cut -d: -f2-)"
        REPORT_LINE=$(head -n 1 <<<"$reports" | cut -d: -f1)
    elif [[ -z $lines ]] && ((status == 124)); then
        REASON="no verdict within ${SPEC[timeout]} s"
    elif [[ -z $lines ]] && ((status)); then
        REASON="QEMU ended with status $status: $(head -n 3 "${log%.log}.qemu")"
    elif [[ -z $lines ]]; then
        REASON="the guest stopped without a verdict"
    elif (($(wc -l <<<"$lines") != 1)); then
        REASON="the guest gave $(wc -l <<<"$lines") verdicts instead of one"
    elif [[ $lines =~ ^TAKT-VERDICT:\ (PASS|FAIL|SKIP)\ ?(.*)$ ]]; then
        VERDICT=${BASH_REMATCH[1]}
        REASON=${BASH_REMATCH[2]}
        if [[ $VERDICT == PASS ]] && ((status)); then
            VERDICT=FAIL
            REASON="verdict PASS, but the machine did not end properly (status $status)"
        fi
    else
        REASON="the verdict is unreadable: $lines"
    fi
}

# The part of the log that matters for a failure.
show_failure()
{
    local log=$1 line=$2
    if ((line > 0)); then
        tr -d '\r' <"$log" | sed -n "$((line > 5 ? line - 5 : 1)),$((line + 45))p"
    else
        tr -d '\r' <"$log" | tail -n 40
    fi | sed 's/^/    | /'
}
