# SPDX-License-Identifier: MIT
# What all set-up scripts share: paths, messages with a remedy, the lock, stamps, the disk check.
# shellcheck shell=bash
# Sourced first thing by every script here; never run.

set -euo pipefail
export LC_ALL=C

TAKT_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export TAKT_ROOT
export TAKT_BUILD=${TAKT_BUILD:-$TAKT_ROOT/build}
export TAKT_SETUP=$TAKT_ROOT/tools/setup
export TAKT_CONFIG=${TAKT_CONFIG:-$TAKT_ROOT/linux-patch/config}
export TAKT_JOBS=${JOBS:-$(nproc)}
export TAKT_VERBOSE=${V:-0}
# ccache: the base directory lets clones in other places share what is compiled. By the list of headers that the
# compiler writes anyway, what is not in the cache costs no preprocessing of its own, a quarter of a compilation.
export CCACHE_BASEDIR=$TAKT_ROOT CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1

say() { printf 'takt: %s\n' "$*"; }
warn() { printf 'takt: warning: %s\n' "$*" >&2; }

# die CAUSE REMEDY...: every failure names what is wrong and what to do about it.
die()
{
    printf 'takt: error: %s\n' "$1" >&2
    shift
    local remedy
    for remedy in "$@"; do
        printf '  remedy: %s\n' "$remedy" >&2
    done
    exit 1
}

# What the environment asks for is checked here, once, before hours go into it.
[[ $TAKT_JOBS =~ ^[1-9][0-9]*$ ]] || die "JOBS=$TAKT_JOBS is no number of jobs" "JOBS=$(nproc), or leave it out"
[[ $TAKT_VERBOSE =~ ^[01]$ ]] || die "V=$TAKT_VERBOSE means nothing" "V=1 shows all commands"
[[ -d ${TMPDIR:-/tmp} && -w ${TMPDIR:-/tmp} ]] ||
    die "the folder for temporary files, ${TMPDIR:-/tmp}, cannot be written" "name one with TMPDIR=/path"

need_tools()
{
    local tool missing=()
    for tool in "$@"; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    ((${#missing[@]} == 0)) ||
        die "missing tool: ${missing[*]}" "tools/setup/packages installs everything that is needed"
}

# The build folder must be there, and ours to write: another user may have built in it.
make_build_folder()
{
    local lock=$TAKT_BUILD/.lock
    if ! mkdir -p "$TAKT_BUILD" 2>/dev/null || [[ ! -w $TAKT_BUILD || (-e $lock && ! -w $lock) ]]; then
        die "the build folder $TAKT_BUILD cannot be written by $(id -un)" \
            "put it elsewhere with TAKT_BUILD=/path, or remove what another user built there"
    fi
}

# need_disk DIR MEBIBYTES PURPOSE
need_disk()
{
    local free
    make_build_folder
    mkdir -p "$1"
    free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
    ((free >= $2)) ||
        die "not enough disk space in $1: $free MiB free, $3 needs about $2 MiB" \
            "free some space, or put the build folder elsewhere with TAKT_BUILD=/path"
}

# A stamp holds the identity of what a step was made from. Written last and atomically, so that an
# interrupted step has none.
stamp_is() { [[ -f $1 && $(<"$1") == "$2" ]]; }
stamp_set()
{
    printf '%s\n' "$2" >"$1.new"
    mv -f "$1.new" "$1"
}

# One set-up at a time per build folder: a second one waits for the first. The lock is held by the
# outermost script, until it exits; those it calls inherit it.
take_lock()
{
    [[ ${TAKT_LOCKED:-} != "$TAKT_BUILD" ]] || return 0
    need_tools flock
    make_build_folder
    exec {TAKT_LOCK_FD}>>"$TAKT_BUILD/.lock"
    if ! flock -n "$TAKT_LOCK_FD"; then
        say "another set-up is at work in $TAKT_BUILD; waiting for it to finish"
        flock "$TAKT_LOCK_FD"
    fi
    export TAKT_LOCKED=$TAKT_BUILD
}

# linux_version TREE: 6.12.117, from the tree's Makefile; empty if it has none.
linux_version()
{
    [[ -f $1/Makefile ]] || return 0
    awk -F ' *= *' '$1 == "VERSION" { v = $2 } $1 == "PATCHLEVEL" { p = $2 }
                    $1 == "SUBLEVEL" { s = $2; exit }
                    END { if (v != "") print v "." p "." s }' "$1/Makefile"
}

# flavour_field FLAVOUR FIELD: from the table linux-patch/config/flavours.
flavour_field()
{
    awk -v name="$1" -v field="$2" '
        /^#/ || NF == 0 { next }
        $1 == name { found = 1
                     if (field == "tree") print $2
                     else if (field == "steps") print $3
                     else for (i = 4; i <= NF; i++) print $i }
        END { exit !found }' "$TAKT_CONFIG/flavours" ||
        die "there is no kernel flavour '$1'" \
            "flavours: $(awk '!/^#/ && NF { printf "%s ", $1 }' "$TAKT_CONFIG/flavours")"
}

# The tree that a flavour is built from.
flavour_tree()
{
    local tree
    tree=$(flavour_field "$1" tree)
    case $tree in
    pristine) echo "$TAKT_BUILD/linux/src" ;;
    patched) echo "$TAKT_BUILD/linux/patched" ;;
    *) die "flavour '$1' names an unknown tree '$tree'" "correct linux-patch/config/flavours" ;;
    esac
}

# kmake FLAVOUR ARGUMENT...: the kernel's make for a flavour, the same way every time, so that
# nothing is rebuilt because one caller passes other variables than another.
kmake()
{
    local flavour=$1 tree
    shift
    tree=$(flavour_tree "$flavour")
    # By PATH and not by CC=, so that installing ccache does not change the commands that Kbuild
    # compares.
    env ${TAKT_CCACHE_PATH:+PATH="$TAKT_CCACHE_PATH:$PATH"} \
        CCACHE_BASEDIR="$TAKT_BUILD" \
        KBUILD_BUILD_TIMESTAMP='2024-01-01 00:00:00 UTC' \
        KBUILD_BUILD_USER=takt KBUILD_BUILD_HOST=takt KBUILD_BUILD_VERSION=1 \
        make -C "$tree" O="$TAKT_BUILD/kernel/$flavour" ARCH=x86_64 \
        KBUILD_KCONFIG="$TAKT_ROOT/Kconfig" --no-print-directory "$@"
}

TAKT_CCACHE_PATH=
if command -v ccache >/dev/null && [[ -x /usr/lib/ccache/gcc ]]; then
    TAKT_CCACHE_PATH=/usr/lib/ccache
fi
