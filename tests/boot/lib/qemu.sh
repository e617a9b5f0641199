# SPDX-License-Identifier: GPL-2.0-only
# The machine: QEMU's command line for a case, counting instructions or parallel (smp), and running it.
# shellcheck shell=bash
# Sourced; never run.

readonly QEMU=${QEMU:-qemu-system-x86_64}
# Appended to every guest's command line. A panic resets at once, which ends the run.
readonly QEMU_APPEND="console=ttyS0 panic=-1 oops=panic loglevel=7 printk.devkmsg=on \
tsc=reliable random.trust_cpu=on"
# A host that is busy with other work must not look like a guest that hangs. no_timer_check: a PIT that
# ticks late makes Linux believe that the IO-APIC does not deliver it, and try the local APIC's fixed and
# ExtINT modes. A tick pending while it changes over is then handled as the 8259's, without an EOI, and
# blocks that class of vectors and those below for good: device interrupts. Unpatched Linux does the same.
readonly QEMU_APPEND_SMP="rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=60 no_timer_check"

# qemu_command WORK KERNEL INITRD CONSOLE: sets QEMU_COMMAND from SPEC. The console is the first serial
# line; a case may add more.
qemu_command()
{
    local append=$QEMU_APPEND option options disk=$1/disk.img initrd=$3
    QEMU_COMMAND=("$QEMU" -serial "$4" -M "${SPEC[machine]}" -m "${SPEC[mem]}" -cpu "${SPEC[cpu]}"
        -nodefaults -no-user-config -display none -nic none
        -seed 1 -rtc "base=2024-01-01T00:00:00,clock=vm")
    case ${SPEC[accel]} in
    smp)
        QEMU_COMMAND+=(-accel "tcg,thread=multi")
        append+=" $QEMU_APPEND_SMP"
        ;;
    # Runs repeat exactly, on a busy host as well. Half of a short run is a wait of 100 ms in which Linux measures
    # the local APIC's timer, and QEMU is slow at waiting: hence 4 ns an instruction where that does.
    icount) QEMU_COMMAND+=(-accel "tcg,thread=single" -icount "shift=2,sleep=off") ;;
    exact) QEMU_COMMAND+=(-accel "tcg,thread=single" -icount "shift=0,sleep=off") ;;
    esac
    # Fixed addresses, unless the case is about them.
    [[ " ${SPEC[append]:-} " == *" kaslr "* ]] || append+=" nokaslr"
    # sockets: without ACPI, CPUs are found in the MP table, which lists one a package.
    QEMU_COMMAND+=(-smp "${SPEC[smp]},sockets=${SPEC[smp]}")
    ((${SPEC[reboots]})) || QEMU_COMMAND+=(-no-reboot)
    if [[ -n ${SPEC[disk]:-} ]]; then
        rm -f "$disk"
        truncate -s "${SPEC[disk]}" "$disk" ||
            boot_die "case '${SPEC[name]}': disk = ${SPEC[disk]} is no size" "give one, such as 16M"
    fi
    read -ra options <<<"${SPEC[qemu]:-}"
    for option in "${options[@]}"; do
        # QEMU wants a comma in a file name doubled.
        option=${option//"{disk}"/"${disk//,/,,}"}
        option=${option//"{programs}"/"${PROGRAMS//,/,,}"}
        QEMU_COMMAND+=("${option//"{initrd}"/"${initrd//,/,,}"}")
    done
    QEMU_COMMAND+=(-kernel "$2" -initrd "$initrd" -append "$append ${SPEC[append]:-}")
    [[ -z ${SPEC[poke]:-} ]] || qemu_prepare_poke "$1" "${2%/arch/*}"
}

# qemu_prepare_poke WORK OUT: the machine waits for a debugger, which changes the kernel and leaves.
qemu_prepare_poke()
{
    local address byte bytes
    need_tools gdb objdump
    bytes=$(poke_bytes "$2") || exit 1
    # The path of a socket is short, that of the build folder need not be.
    QEMU_SOCKET=$(mktemp -u /tmp/takt-gdb.XXXXXX)
    QEMU_COMMAND+=(-S -gdb "unix:$QEMU_SOCKET,server=on,wait=off" -pidfile "$1/pid")
    rm -f "$1/pid"
    {
        printf 'set architecture i386:x86-64\ntarget remote %s\n' "$QEMU_SOCKET"
        printf 'hbreak *%#x\ncontinue\ndelete\n' "$(poke_address "$2" start_kernel)"
        while read -r address byte; do
            printf 'set {unsigned char}%#x = %s\n' "$address" "$byte"
        done <<<"$bytes"
        echo detach
    } >"$1/gdb"
}

# qemu_poke WORK: in the background, while QEMU waits; ends it if that fails.
qemu_poke()
{
    local attempts=100
    until [[ -S $QEMU_SOCKET ]] || ((attempts-- == 0)); do
        sleep 0.1
    done
    if timeout 60 gdb -nx -batch -x "$1/gdb" >"$1/gdb.log" 2>&1 && [[ $(tail -n 1 "$1/gdb.log") == *detached* ]]; then
        return
    fi
    echo "the debugger could not change the kernel: see $1/gdb.log" >>"$1/console.qemu"
    [[ ! -f $1/pid ]] || kill -KILL "$(<"$1/pid")"
}

# qemu_offers FEATURE: can this QEMU emulate a CPU with it?
qemu_offers()
{
    timeout 30 "$QEMU" -M q35 -accel tcg -cpu "max,+$1,enforce" -nodefaults -display none -S \
        -monitor stdio <<<quit >/dev/null 2>&1
}

# qemu_run LOG: runs QEMU_COMMAND, whose console is LOG, to the end or the time limit; status 124 means
# the limit was hit. It is of real time, so TAKT_TIMEOUT_SCALE stretches it for slow hosts.
qemu_run()
{
    local log=$1 limit=$((${SPEC[timeout]} * ${TAKT_TIMEOUT_SCALE:-1})) status=0 poker=
    : >"$log"
    : >"${log%.log}.qemu"
    if [[ -n ${SPEC[poke]:-} ]]; then
        qemu_poke "$(dirname "$log")" &
        poker=$!
    fi
    timeout -k 5 "$limit" "${QEMU_COMMAND[@]}" </dev/null >>"${log%.log}.qemu" 2>&1 || status=$?
    if [[ -n $poker ]]; then
        wait "$poker" || true
        rm -f "$QEMU_SOCKET"
    fi
    return "$status"
}
