# SPDX-License-Identifier: GPL-2.0-only
# 32-bit programs: int 0x80 works, keeps registers, and survives signals and preemption.
. /takt/lib.sh

step "a 32-bit program"
for _ in 1 2 3; do
    ia32_calls 50000 &
done
for i in 1 2 3; do
    wait "%$i" || fail "the 32-bit program found a wrong result (status $?)"
done
. /takt/guest/smoke.sh
