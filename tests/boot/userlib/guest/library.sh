# SPDX-License-Identifier: GPL-2.0-only
# The tests of libtakt that run on the emulation of the host, here against the co-kernel.
. /takt/lib.sh

step "without the module"
takt latency -l 1 >/tmp/out 2>&1 && fail "takt latency runs without the module"
grep -q 'modprobe takt' /tmp/out || fail "no remedy in: $(cat /tmp/out)"
step "load the co-kernel"
expect "takt.ko does not load" modprobe takt
step "libtakt's tests"
takt_library_test >/tmp/out 2>&1 || {
    tail -n 60 /tmp/out
    fail "libtakt: $(grep -m 1 -E 'FAILED  |Failure' /tmp/out || tail -n 1 /tmp/out)"
}
note "$(grep PASSED /tmp/out)"
# userlib.all_called has it on the host that these tests call every public function; here none may be left out.
[ "$(takt_library_test --gtest_list_tests | grep -c '^  ')" = "$(sed -n 's/.*PASSED  \] \([0-9]*\) tests.*/\1/p' /tmp/out)" ] ||
    fail "not all tests ran: $(grep -E 'SKIPPED|PASSED' /tmp/out | head -n 1)"
grep -q emulation: /tmp/out && fail "the emulation was used"
step "permissions and limits"
adduser -D -H somebody 2>/dev/null || echo 'somebody:x:1000:1000::/:/bin/sh' >>/etc/passwd
su somebody -c 'takt latency -l 1' >/tmp/out 2>&1 && fail "a user without permission gets real time"
grep -qE 'permission' /tmp/out || fail "no word of permission in: $(cat /tmp/out)"
note "$(tail -n 1 /tmp/out)"
step "unload the co-kernel"
expect "takt.ko does not unload" rmmod takt
