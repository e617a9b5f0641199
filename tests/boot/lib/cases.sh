# SPDX-License-Identifier: GPL-2.0-only
# Boot test cases as data: finds, reads and validates the [case] sections of all cases.conf files.
# shellcheck shell=bash
# Sourced by tests/boot/run; never run. Keys: see the head of tests/boot/cases.conf.

readonly SPEC_KEYS=" check script args needs flavour smp load mem machine cpu accel append qemu disk timeout groups \
helpers files modules kmods allow again reboots emulator poke "
declare -gA SPEC

case_files() { find "$BOOT_DIR" -name cases.conf -not -path '*/build/*' | sort; }

# All case names, one a line, with the file each is in; looked for once.
case_index()
{
    if [[ -z ${CASE_INDEX:-} ]]; then
        CASE_INDEX=$(find_cases)
    fi
    printf '%s\n' "$CASE_INDEX"
}

find_cases()
{
    local file
    while read -r file; do
        sed -n "s|^\[\([a-z0-9_]*\)\] *$|\1 $file|p" "$file"
    done < <(case_files)
}

case_names() { case_index | cut -d' ' -f1; }

case_default()
{
    SPEC=([flavour]=takt [smp]=1 [mem]=256 [machine]=q35 [timeout]=120 [reboots]=0 [groups]=basic [emulator]=qemu)
}

# case_load NAME: fills SPEC. Every mistake in the file names file, line and what is allowed.
case_load()
{
    local name=$1 file line key value section='' number=0
    local -a places
    case_index >/dev/null
    mapfile -t places < <(sed -n "s|^$name ||p" <<<"$CASE_INDEX")
    ((${#places[@]} > 0)) || boot_die "there is no boot case '$name'" "tests/boot/run --list shows them all"
    ((${#places[@]} == 1)) || boot_die "boot case '$name' is defined ${#places[@]} times" \
        "rename one of them: ${places[*]}"
    file=${places[0]}
    case_default
    SPEC[name]=$name
    SPEC[dir]=$(dirname "$file")
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        line=${line%%[[:space:]]#*}
        line=${line%"${line##*[![:space:]]}"}
        [[ -n $line && $line != \#* ]] || continue
        if [[ $line =~ ^\[([a-z0-9_]+)\]$ ]]; then
            section=${BASH_REMATCH[1]}
        elif [[ $line =~ ^([a-z]+)[[:space:]]*(\+?=)[[:space:]]*(.*)$ ]]; then
            [[ $section == "$name" ]] || continue
            key=${BASH_REMATCH[1]}
            value=${BASH_REMATCH[3]}
            [[ $SPEC_KEYS == *" $key "* ]] ||
                boot_die "$file:$number: unknown key '$key'" "keys:$SPEC_KEYS"
            if [[ ${BASH_REMATCH[2]} == += ]]; then
                SPEC[$key]="${SPEC[$key]:+${SPEC[$key]} }$value"
            else
                SPEC[$key]=$value
            fi
        else
            boot_die "$file:$number: neither [case] nor key = value: $line" "correct the line"
        fi
    done <"$file"
    case_settings "$file"
    case_complete "$file"
}

# TAKT_CASE_SET: lines KEY=VALUE that take precedence over the file.
case_settings()
{
    local setting
    while IFS= read -r setting; do
        [[ -n $setting ]] || continue
        [[ $SPEC_KEYS == *" ${setting%%=*} "* ]] ||
            boot_die "$1: '$setting': unknown key" "keys:$SPEC_KEYS"
        SPEC[${setting%%=*}]=${setting#*=}
    done <<<"${TAKT_CASE_SET:-}"
}

case_complete()
{
    local key
    [[ -n ${SPEC[check]:-} ]] || boot_die "$1: case '${SPEC[name]}' does not say what it checks" \
        "add: check = one sentence"
    if [[ -z ${SPEC[accel]:-} ]]; then
        SPEC[accel]=icount
        [[ ${SPEC[smp]} == 1 ]] || SPEC[accel]=smp
    fi
    if [[ -z ${SPEC[load]:-} ]]; then
        SPEC[load]=1
        [[ ${SPEC[accel]} != smp ]] || SPEC[load]=2
    fi
    for key in smp load mem timeout reboots; do
        [[ ${SPEC[$key]} =~ ^[0-9]+$ ]] ||
            boot_die "$1: case '${SPEC[name]}': $key = ${SPEC[$key]} is no number" "give a number"
    done
    SPEC[script]=${SPEC[script]:-guest/${SPEC[name]}.sh}
    [[ -f ${SPEC[dir]}/${SPEC[script]} ]] || boot_die \
        "$1: case '${SPEC[name]}': there is no ${SPEC[dir]}/${SPEC[script]}" "add it, or set script ="
    [[ ${SPEC[emulator]} == qemu || ${SPEC[emulator]} == bochs ]] ||
        boot_die "$1: case '${SPEC[name]}': emulator = ${SPEC[emulator]}" "emulator is qemu or bochs"
    [[ ${SPEC[emulator]} == qemu || -n ${SPEC[cpu]:-} ]] || boot_die \
        "$1: case '${SPEC[name]}' names no CPU model" "cpu = one of those that bochs -help cpu lists"
    [[ ${SPEC[accel]} =~ ^(icount|exact|smp)$ ]] ||
        boot_die "$1: case '${SPEC[name]}': accel = ${SPEC[accel]}" "accel is icount, exact or smp"
    # Each iteration of a string instruction counts as one under icount, so ERMS would distort.
    if [[ -z ${SPEC[cpu]:-} ]]; then
        SPEC[cpu]=max
        [[ ${SPEC[accel]} == smp ]] || SPEC[cpu]=max,-erms
    fi
}
