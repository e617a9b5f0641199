# SPDX-License-Identifier: GPL-2.0-only
# Never run as a script: make shell starts a shell instead.
. /takt/lib.sh

fail "this case is for tests/boot/run --shell"
