# SPDX-License-Identifier: GPL-2.0-only
# Runs the selftests of /selftest/list one after the other; what each says and how it ends goes to the
# second serial port, which the kernel's messages do not reach.
. /takt/lib.sh

port=/dev/ttyS1
stty -F $port raw -echo
say() { printf '%s\n' "$*" >$port; }

# What the mm tests expect to find: some huge pages (as far as there is memory).
echo "$1" >/proc/sys/vm/nr_hugepages
mkdir -p /mnt/huge
mount -t hugetlbfs huge /mnt/huge

# The kernel that has the co-kernel is judged with it.
if [ -n "$(find /lib/modules -name takt.ko 2>/dev/null)" ]; then
    step "load the co-kernel"
    expect "takt.ko does not load" modprobe takt
    note "with the co-kernel, idle"
fi

uptime_ms() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }

number=0
while read -r suite program limit arguments; do
    number=$((number + 1))
    step "$suite $program $arguments"
    cd "/selftest/$suite" || fail "there is no folder /selftest/$suite"
    begin=$(uptime_ms)
    status=0
    # A session of its own: tests signal their process group. Nothing may read the list.
    # shellcheck disable=SC2086  # words
    setsid timeout -s KILL "$limit" "./$program" $arguments </dev/null >/tmp/out 2>&1 || status=$?
    say "=== $suite $program${arguments:+ $arguments}"
    tr -d '\000\r' </tmp/out | head -c 300000 | sed 's/^/|/' >$port
    say ""
    say "=== status $status ms $(($(uptime_ms) - begin))"
    rm -f /tmp/out
done </selftest/list
say "=== end $number"
note "$number selftests ran"
