# SPDX-License-Identifier: GPL-2.0-only
# No module, wrong version, no permission, no locked memory: one clear message each, with its exit status; and when
# nothing is missing, an ordinary user has real time.
. /takt/lib.sh

# refused STATUS PATTERN COMMAND...: it ends with that status, and the one line that it says matches.
refused()
{
    wanted=$1
    pattern=$2
    shift 2
    status=0
    "$@" >/tmp/out 2>/tmp/err || status=$?
    [ "$status" = "$wanted" ] || { cat /tmp/out /tmp/err; fail "$*: status $status, not $wanted"; }
    [ "$(wc -l </tmp/err)" = 1 ] || { cat /tmp/err; fail "$*: $(wc -l </tmp/err) lines instead of one message"; }
    [ ! -s /tmp/out ] || fail "$*: it says on standard output: $(head -n 1 /tmp/out)"
    grep -qE "$pattern" /tmp/err || fail "$*: not '$pattern' but: $(cat /tmp/err)"
    note "$wanted: $(cat /tmp/err)"
}

mkdir -p /etc
echo 'root:x:0:0::/:/bin/sh
somebody:x:1000:1000::/tmp:/bin/sh
member:x:1001:1001::/tmp:/bin/sh' >/etc/passwd
echo 'root:x:0:
somebody:x:1000:
member:x:1001:
realtime:x:2000:member' >/etc/group
chmod 1777 /tmp
# as USER MEMLOCK RTPRIO COMMAND...: with these limits (KiB, priority).
as()
{
    user=$1
    memlock=$2
    rtprio=$3
    shift 3
    (
        ulimit -l "$memlock" && ulimit -r "$rtprio" || exit 99
        exec su "$user" -c "PATH=$PATH $*"
    )
}

step "no module"
refused 3 '/dev/takt: .*load the module \(modprobe takt\)' takt latency -q -l 1
refused 125 'takt run: cyclictest: /dev/takt: .*modprobe takt' takt run -- cyclictest -q -l 1
refused 3 'takt ps: .*modprobe takt' takt ps

step "load the co-kernel"
expect "takt.ko does not load" modprobe takt

step "wrong version"
refused 3 'speaks version 0\.[0-9]+, the module 7\.[0-9]+: install both from one release' \
    env LD_PRELOAD=libtakt_other_version.so LD_LIBRARY_PATH=/takt/bin takt latency -q -l 1
refused 125 'takt run: cyclictest: .*speaks version 0\.[0-9]+, the module 7\.[0-9]+' \
    env LD_PRELOAD=libtakt_other_version.so LD_LIBRARY_PATH=/takt/bin takt run -- cyclictest -q -l 1

step "no permission for the device"
chgrp 2000 /dev/takt
chmod 660 /dev/takt
refused 3 'no permission for /dev/takt: run as root, or join the group' as somebody unlimited 99 takt latency -q -l 1
refused 125 'takt run: .*no permission for /dev/takt' as somebody unlimited 99 takt run -- cyclictest -q -l 1

step "no locked memory"
refused 3 'memory cannot be locked: .*limit is 64 KiB: raise it \(ulimit -l unlimited' as member 64 99 takt latency -q -l 1
refused 125 'memory cannot be locked: .*limit is 64 KiB' as member 64 99 takt run -- cyclictest -q -l 1

step "no real-time priority"
refused 3 'no permission for a real-time policy: .*RLIMIT_RTPRIO \(ulimit -r\)' as member unlimited 0 takt latency -q -l 1
refused 125 'no permission: .*RLIMIT_RTPRIO \(ulimit -r\)' as member unlimited 0 takt run -- cyclictest -q -l 1

step "takt doctor finds the same"
as member 64 0 takt doctor >/tmp/out && fail "takt doctor is content with a user without limits"
grep -q 'only 64 KiB can be locked' /tmp/out || fail "takt doctor does not see the limit of locked memory"
grep -q 'real-time priorities are not allowed' /tmp/out || fail "takt doctor does not see the limit of priorities"
as somebody unlimited 99 takt doctor >/tmp/out && fail "takt doctor is content with a user without permission"
grep -q '/dev/takt cannot be opened' /tmp/out || fail "takt doctor does not see that the device cannot be opened"

step "a user who lacks nothing"
as member unlimited 99 takt latency -q -l 200 -i 500 >/tmp/out 2>&1 || fail "takt latency as a member of the group: $(cat /tmp/out)"
grep -q 'no thread was taken out of RT mode' /tmp/out || fail "it bounces: $(cat /tmp/out)"
as member unlimited 99 takt run -- cyclictest -q -p 90 -l 200 -i 500 >/tmp/out 2>&1 || fail "takt run as a member of the group: $(cat /tmp/out)"
grep -q '1 of 2 threads in RT mode' /tmp/out || fail "takt run as a member of the group: $(cat /tmp/out)"

step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
