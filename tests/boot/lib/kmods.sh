# SPDX-License-Identifier: GPL-2.0-only
# Builds kernel modules that live outside of the kernel's tree against a kernel flavour.
# shellcheck shell=bash
# Sourced; never run.

# kmod_build FLAVOUR FOLDER: FOLDER, relative to the top, has a Kbuild file. The result goes to
# build/kmod/FLAVOUR/FOLDER, because Kbuild builds where the sources are and those stay clean.
kmod_build()
{
    local flavour=$1 folder=$2 work=$TAKT_BUILD/kmod/$1/$2
    [[ -f $TAKT_ROOT/$folder/Kbuild || -f $TAKT_ROOT/$folder/Makefile ]] ||
        boot_die "kmods = $folder: no Kbuild file in $TAKT_ROOT/$folder" "correct the case"
    mkdir -p "$work"
    (
        # Two tests at a time may want the same module.
        flock 9
        # Only what changed gets a new time; what Kbuild made there stays.
        rsync -rlpc "$TAKT_ROOT/$folder/" "$work/"
        if ! kmake "$flavour" -j"$TAKT_JOBS" M="$work" modules >"$work/takt-build.log" 2>&1; then
            grep -nE -m 20 ' error: |Error [0-9]|undefined!' "$work/takt-build.log" >&2
            exit 1
        fi
    ) 9>"$TAKT_BUILD/kmod/$flavour/.lock" ||
        boot_die "the module in $folder does not build for kernel '$flavour'" \
            "the whole output is in $work/takt-build.log"
}
