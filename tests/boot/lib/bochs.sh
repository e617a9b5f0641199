# SPDX-License-Identifier: GPL-2.0-only
# The other emulator: Bochs has what QEMU's TCG has not, such as x2APIC, the TSC deadline timer and MWAIT with
# its CPUID leaf. It boots from a CD, and its built-in debugger can change the kernel before it runs.
# shellcheck shell=bash
# Sourced; never run. The case's cpu is one of Bochs's models (bochs -help cpu).

readonly ISOLINUX=/usr/lib/ISOLINUX/isolinux.bin
readonly LDLINUX=/usr/lib/syslinux/modules/bios/ldlinux.c32

# Why Bochs cannot be used here; nothing if it can.
bochs_missing()
{
    local what
    for what in bochs-bin xorriso script; do
        command -v "$what" >/dev/null || { echo "$what is not installed"; return; }
    done
    for what in "$ISOLINUX" "$LDLINUX" /usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so; do
        [[ -f $what ]] || { echo "$what is not installed"; return; }
    done
}

# What Bochs's debugger knows is physical addresses.
bochs_physical() { echo $(($1 - 16#ffffffff80000000)); }

bochs_debugger_script()
{
    local out=$1 address byte bytes
    bytes=$(poke_bytes "$out") || exit 1
    if [[ -n $bytes ]]; then
        printf 'pb %d\nc\n' "$(bochs_physical "$(poke_address "$out" start_kernel)")"
        while read -r address byte; do
            printf 'setpmem %d 1 %s\n' "$(bochs_physical "$address")" "$byte"
        done <<<"$bytes"
    fi
    echo c
}

# bochs_prepare WORK OUT INITRD CONSOLE: the CD, Bochs's configuration and its debugger's script in WORK. OUT is
# the kernel's build folder.
bochs_prepare()
{
    local work=$1 out=$2 cd=$1/cd
    rm -rf "$cd"
    mkdir -p "$cd/isolinux"
    cp "$ISOLINUX" "$LDLINUX" "$cd/isolinux/"
    cp "$out/arch/x86/boot/bzImage" "$cd/bzimage"
    cp "$3" "$cd/initrd"
    printf 'default takt\nprompt 0\nlabel takt\n kernel /bzimage\n append initrd=/initrd %s %s nokaslr %s\n' \
        "$QEMU_APPEND" "$QEMU_APPEND_SMP" "${SPEC[append]:-}" >"$cd/isolinux/isolinux.cfg"
    xorriso -as mkisofs -quiet -o "$work/cd.iso" -b isolinux/isolinux.bin -c isolinux/boot.cat \
        -no-emul-boot -boot-load-size 4 -boot-info-table "$cd" >"$work/xorriso.log" 2>&1 ||
        boot_die "the CD cannot be made" "see $work/xorriso.log"
    # Time is counted in instructions; idle time passes at once.
    cat >"$work/bochsrc" <<EOF
config_interface: textconfig
display_library: term
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
cpu: model=${SPEC[cpu]}, count=1:${SPEC[smp]}:1, ips=50000000, reset_on_triple_fault=0
megs: ${SPEC[mem]}
pci: enabled=1, chipset=i440fx
clock: sync=none, time0=1704067200, rtc_sync=0
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$work/cd.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$4
com2: enabled=1, mode=null
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: $work/bochs.log
panic: action=fatal
error: action=report
info: action=report
EOF
    bochs_debugger_script "$out" >"$work/debugger"
    BOCHS_COMMAND="bochs-bin -q -f '$work/bochsrc' -rc '$work/debugger'"
}

# bochs_drain OUT: Bochs's display is a terminal that it makes itself; when nobody reads that, it fills up in a few
# minutes and Bochs waits for ever.
bochs_drain()
{
    local screen attempts=100
    until screen=$(grep -aom 1 '/dev/pts/[0-9]*' "$1"); do
        ((attempts-- > 0)) || return 0
        sleep 0.1
    done
    stty -F "$screen" raw -echo
    exec cat "$screen" >/dev/null 2>&1
}

# bochs_run LOG: as qemu_run. Bochs gets a terminal for itself, too. Switching the machine off ends it by a message of
# its own.
bochs_run()
{
    local log=$1 limit=$((${SPEC[timeout]} * ${TAKT_TIMEOUT_SCALE:-1})) status=0 out=${1%.log}.qemu drain
    : >"$log"
    : >"$out"
    bochs_drain "$out" &
    drain=$!
    TERM=linux timeout -k 5 "$limit" script -qefc "$BOCHS_COMMAND" /dev/null </dev/null >>"$out" 2>&1 || status=$?
    ! grep -qa 'ACPI control: soft power off' "$out" || status=0
    { kill "$drain" && wait "$drain"; } 2>/dev/null || true
    return "$status"
}
