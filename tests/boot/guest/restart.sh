# SPDX-License-Identifier: GPL-2.0-only
# The machine goes down and comes up again by the way the case asks for; the disk knows the stage.
. /takt/lib.sh

# Argument: reboot, panic or nmi_panic.
stage=$(dd if=/dev/vda bs=8 count=1 2>/dev/null | tr -d '\0')
if [ "$stage" = second ]; then
    step "up again after: $1"
    . /takt/guest/smp.sh
    exit 0
fi
step "going down by: $1"
printf second | dd of=/dev/vda conv=fsync 2>/dev/null
sh -c '. /takt/lib.sh; busy 10000' &
sleep 0.5
case $1 in
reboot) reboot -f ;;
panic) echo c >/proc/sysrq-trigger ;;
*) fail "no such way: $1" ;;
esac
sleep 30
fail "the machine is still up"
