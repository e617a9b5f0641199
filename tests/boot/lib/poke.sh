# SPDX-License-Identifier: GPL-2.0-only
# Changes of the kernel's code before it runs, for what an emulator lacks and Linux would stumble over.
# shellcheck shell=bash
# Sourced; never run.
# poke = SYMBOL OLD NEW...: in the function SYMBOL the bytes OLD become NEW, as soon as the kernel is unpacked.

# The address of a symbol: the kernel is not moved (nokaslr).
poke_address()
{
    local address
    address=$(awk -v s="$2" '$3 == s { print $1; exit }' "$1/System.map")
    [[ -n $address ]] || boot_die "the kernel has no symbol '$2'" "correct poke = of case '${SPEC[name]}'"
    echo $((16#$address))
}

# 0fa2 as the disassembler shows it: " 0f a2".
poke_spaced()
{
    local rest=$1
    while [[ -n $rest ]]; do
        printf ' %s' "${rest:0:2}"
        rest=${rest:2}
    done
}

# poke_bytes OUT: the changes, a byte a line: address and new value. OUT is the kernel's build folder.
poke_bytes()
{
    local out=$1 symbol old new begin code offset byte
    # shellcheck disable=SC2086  # words
    set -- ${SPEC[poke]:-}
    while (($# > 0)); do
        symbol=$1 old=${2:-} new=${3:-}
        [[ ${#old} == "${#new}" && $old$new =~ ^([0-9a-f]{2})+$ ]] ||
            boot_die "case '${SPEC[name]}': poke = ${SPEC[poke]}" "poke = SYMBOL OLD NEW, both as many bytes in hex"
        shift 3
        begin=$(poke_address "$out" "$symbol") || exit 1
        code=$(objdump -d -w --disassemble="$symbol" "$out/vmlinux" |
            awk -F '\t' '/^ *[0-9a-f]+:/ { gsub(/ +$/, "", $2); printf " %s", $2 }')
        [[ $code == *"$(poke_spaced "$old")"* ]] || boot_die "case '${SPEC[name]}': $symbol has no bytes $old" \
            "see objdump -d --disassemble=$symbol vmlinux, and correct poke ="
        offset=${code%%"$(poke_spaced "$old")"*}
        begin=$((begin + ${#offset} / 3))
        for byte in $(poke_spaced "$new"); do
            printf '%d 0x%s\n' "$begin" "$byte"
            begin=$((begin + 1))
        done
    done
}
