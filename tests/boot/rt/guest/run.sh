# SPDX-License-Identifier: GPL-2.0-only
# Loads the co-kernel and runs one program with its arguments.
. /takt/lib.sh
. /takt/guest/takt.sh

load_takt
step "$*"
"$@" >/tmp/out 2>&1 || { status=$?; cat /tmp/out; fail "$1: status $status: $(tail -n 1 /tmp/out)"; }
cat /tmp/out
unload_takt
