# SPDX-License-Identifier: GPL-2.0-only
# storm runs with the arguments of the case and finds no mistake.
. /takt/lib.sh

set -o pipefail
step "storm $*"
if ! storm "$@" 2>&1 | tee /tmp/storm.out; then
    fail "storm: $(grep -m 1 ERROR /tmp/storm.out || tail -n 1 /tmp/storm.out)"
fi
note "$(tail -n 1 /tmp/storm.out)"

step "no kernel fault"
taint=$(cat /proc/sys/kernel/tainted)
# 4096: an out-of-tree module was loaded, which a test may do on purpose.
[ "$((taint & ~4096))" = 0 ] || fail "the kernel is tainted: $taint"
