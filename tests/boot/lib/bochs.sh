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

# The physical address of a symbol: the kernel is not moved (nokaslr).
bochs_physical()
{
    local address
    address=$(awk -v s="$2" '$3 == s { print $1; exit }' "$1/System.map")
    [[ -n $address ]] || boot_die "the kernel has no symbol '$2'" "correct poke = of case '${SPEC[name]}'"
    echo $((16#$address - 16#ffffffff80000000))
}

# poke = SYMBOL OLD NEW: in the function SYMBOL the bytes OLD become NEW, as soon as the kernel is unpacked.
bochs_debugger_script()
{
    local out=$1 symbol old new begin code offset
    if [[ -n ${SPEC[poke]:-} ]]; then
        read -r symbol old new <<<"${SPEC[poke]}"
        [[ ${#old} == "${#new}" && $old$new =~ ^([0-9a-f]{2})+$ ]] ||
            boot_die "case '${SPEC[name]}': poke = ${SPEC[poke]}" "poke = SYMBOL OLD NEW, both as many bytes in hex"
        begin=$(bochs_physical "$out" "$symbol")
        code=$(objdump -d -w --disassemble="$symbol" "$out/vmlinux" |
            awk -F '\t' '/^ *[0-9a-f]+:/ { gsub(/ /, "", $2); printf "%s", $2 }')
        [[ $code == *"$old"* ]] || boot_die "case '${SPEC[name]}': $symbol has no bytes $old" \
            "see objdump -d --disassemble=$symbol vmlinux, and correct poke ="
        offset=${code%%"$old"*}
        begin=$((begin + ${#offset} / 2))
        printf 'pb %d\nc\n' "$(bochs_physical "$out" start_kernel)"
        while [[ -n $new ]]; do
            printf 'setpmem %d 1 0x%s\n' "$begin" "${new:0:2}"
            new=${new:2}
            begin=$((begin + 1))
        done
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

# bochs_run LOG: as qemu_run. Its display is the terminal, so it gets one. Switching the machine off ends Bochs
# by a message of its own.
bochs_run()
{
    local log=$1 limit=$((${SPEC[timeout]} * ${TAKT_TIMEOUT_SCALE:-1})) status=0 out=${1%.log}.qemu
    : >"$log"
    TERM=linux timeout -k 5 "$limit" script -qefc "$BOCHS_COMMAND" /dev/null </dev/null >"$out" 2>&1 || status=$?
    ! grep -qa 'ACPI control: soft power off' "$out" || status=0
    return "$status"
}
