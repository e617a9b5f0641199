# SPDX-License-Identifier: GPL-2.0-only
# The kernel's and the programs' FPU use do not disturb one another: AES-NI by AF_ALG against patterns.
. /takt/lib.sh

step "AES of the kernel against FPU registers of programs"
grep -qE '^driver +: .*aesni' /proc/crypto || fail "AES-NI is not in use"
workers=""
for _ in 1 2 3; do
    fpu_kernel 200 &
    workers="$workers $!"
done
busy 10
for pid in $workers; do
    wait "$pid" || fail "a worker found wrong data"
done
. /takt/guest/smoke.sh
