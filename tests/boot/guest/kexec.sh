# SPDX-License-Identifier: GPL-2.0-only
# kexec: this kernel starts a second instance of itself, which works as well as the first.
. /takt/lib.sh

if ! grep -q takt_second /proc/cmdline; then
    step "loading the second kernel"
    [ -b /dev/vda ] || fail "no disk with the initramfs"
    cat /dev/vda >/tmp/initrd
    expect "the kernel cannot be loaded" kexec_self /takt/bin/bzImage /tmp/initrd "$(cat /proc/cmdline) takt_second"
    [ "$(cat /sys/kernel/kexec_loaded)" = 1 ] || fail "no kernel is loaded"
    step "starting it"
    kexec_self --exec
    fail "the second kernel did not start"
fi
step "in the second kernel"
. /takt/guest/smp.sh
