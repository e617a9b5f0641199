# SPDX-License-Identifier: GPL-2.0-only
# What guest scripts share: steps, expectations, notes, and ending the guest.
# shellcheck shell=sh disable=SC2034
# Sourced by init and by the scripts, which run under `sh -eu`.

# What follows, for the reason of a failure.
step()
{
    echo "takt: step: $*"
    echo "$*" >/tmp/step
}

# A figure that the host shows with the verdict.
note() { echo "TAKT-NOTE: $*"; }

fail()
{
    echo "$*" >/tmp/reason
    exit 1
}

skip()
{
    echo "$*" >/tmp/reason
    exit 77
}

# expect WHAT COMMAND...: the command must succeed.
expect()
{
    what=$1
    shift
    "$@" || fail "$what ($*: status $?)"
}

# in_log PATTERN: the kernel's log has such a line.
in_log() { dmesg | grep -qE "$1"; }

# interrupts NAME: the sum over all CPUs of the lines of /proc/interrupts that match.
interrupts()
{
    awk -v n="$1" '
        NR == 1 { cpus = NF }
        $0 ~ n { for (i = 2; i <= cpus + 1; i++) sum += $i }
        END { print sum + 0 }' /proc/interrupts
}

# sum_of NAME FILE: of lines of pairs "name value", the values of that name.
sum_of() { awk -v n="$1" '{ for (i = 1; i < NF; i++) if ($i == n) s += $(i + 1) } END { print s + 0 }' "$2"; }

online_cpus() { grep -c '^processor' /proc/cpuinfo; }

# Runs on every CPU that is online: on_each_cpu COMMAND...
on_each_cpu()
{
    # shellcheck disable=SC2013  # numbers, one a line
    for cpu in $(awk '/^processor/ { print $3 }' /proc/cpuinfo); do
        taskset -c "$cpu" "$@" || return 1
    done
}

# Something of everything: processes, pipes, files. busy ROUNDS; a round is about 10 million instructions.
busy()
{
    for _ in $(seq "$1"); do
        seq 200 | sort -rn | md5sum >/tmp/busy.$$
        dd if=/dev/zero of=/tmp/busy.data.$$ bs=64k count=16 2>/dev/null
    done
    rm -f /tmp/busy.$$ /tmp/busy.data.$$
}

end_guest()
{
    sync
    # Without ACPI nothing can switch the machine off; a reset ends QEMU as well.
    if [ -d /sys/firmware/acpi ]; then
        poweroff -f
    else
        reboot -f
    fi
    sleep 60
}
