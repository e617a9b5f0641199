# SPDX-License-Identifier: GPL-2.0-only
# The same while storm works in Linux and verifies what the kernel does for it: SECONDS PROGRAM...
. /takt/lib.sh
. /takt/guest/takt.sh

seconds=$1
shift
load_takt
# In the background it is not storm: a shell without job control has background programs ignore SIGINT,
# which storm's children die of.
step "$* beside storm"
(
    sleep 0.2
    "$@" >/tmp/out 2>&1 || echo "$?" >/tmp/failed
) &
rt=$!
storm --seconds "$seconds" >/tmp/storm.out 2>&1 || {
    tail -n 20 /tmp/storm.out
    fail "storm: $(grep -m 1 ERROR /tmp/storm.out || tail -n 1 /tmp/storm.out)"
}
wait "$rt"
cat /tmp/out
[ ! -f /tmp/failed ] || fail "$1: status $(cat /tmp/failed): $(tail -n 1 /tmp/out)"
note "$(tail -n 1 /tmp/storm.out)"
unload_takt
