# SPDX-License-Identifier: GPL-2.0-only
# The format of the series, in one place: which patches, in which order, for which base, and overlay/.
# shellcheck shell=bash
# Sourced by apply, refresh and check; never run.
#
# linux-patch/series lists one patch a line, <topic folder>/<file>.patch, in the order of application.
# Lines that begin with # are comments; "# base: 6.12.117" names the version the patches were made on.
# overlay/ holds files that are wholly new, at their place in the tree. The co-kernel itself (cokernel/) becomes
# the folder takt/ of a patched tree, so that the kernel's build makes takt.ko or builds it in.

PATCH_DIR=${TAKT_PATCH_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
SERIES=$PATCH_DIR/series
COKERNEL=$(cd "$(dirname "${BASH_SOURCE[0]}")/../cokernel" && pwd)
OVERLAY=$PATCH_DIR/overlay

series_fail()
{
    printf 'takt: error: %s\n' "$1" >&2
    printf '  remedy: %s\n' "${@:2}" >&2
    exit 1
}

series_patches() { [[ ! -f $SERIES ]] || grep -Ev '^[[:space:]]*(#|$)' "$SERIES" || true; }
series_base() { [[ ! -f $SERIES ]] || sed -n 's/^# base: *//p' "$SERIES" | head -n 1; }
overlay_files() { [[ ! -d $OVERLAY ]] || (cd "$OVERLAY" && find . -type f -printf '%P\n' | sort); }

# What the kernel's build needs of the co-kernel.
cokernel_files()
{
    (cd "$COKERNEL" && find . -type f \( -name '*.[ch]' -o -name '*.cc' -o -name '*.hpp' -o -name '*.def' \
        -o -name '*.mk' -o -name '*.lds' -o -name Kbuild -o -name Kconfig -o -name check-sections -o -path '*/include/*' \) \
        -printf '%P\n' | sort)
}

# The version of a kernel tree, empty if it is none.
tree_version()
{
    [[ ! -f $1/Makefile ]] || awk -F ' *= *' '/^(VERSION|PATCHLEVEL|SUBLEVEL) / { v = v s $2; s = "." }
        END { print v }' "$1/Makefile"
}

# Every patch listed must exist, and every patch that exists must be listed: a forgotten one would
# silently do nothing.
series_check_complete()
{
    local patch
    while read -r patch; do
        [[ -f $PATCH_DIR/$patch ]] ||
            series_fail "linux-patch/series lists $patch, which does not exist" \
                "add the file, or take the line out of the series"
    done < <(series_patches)
    while read -r patch; do
        series_patches | grep -qxF "$patch" ||
            series_fail "$patch is not listed in linux-patch/series, so it would not be applied" \
                "list it, or remove the file"
    done < <(cd "$PATCH_DIR" && find . -name '*.patch' -printf '%P\n' | sort)
}

# The files of the tree that a patch names, new and removed ones included.
patch_files()
{
    sed -n 's/^\(---\|+++\) [ab]\/\([^\t]*\).*/\2/p' "$@" | grep -vx "dev/null" | sort -u
}

# apply_patch PATCH TREE BASE: strictly, without fuzz; says what failed and where.
apply_patch()
{
    local output file
    if output=$(cd "$2" && patch -p1 -F0 --batch --forward --no-backup-if-mismatch -r - \
        <"$PATCH_DIR/$1" 2>&1); then
        return 0
    fi
    file=$(awk '/^patching file/ { file = $3 }
        /^can.t find file to patch/ { missing = 1 }
        missing && /^\|\+\+\+ / { print substr($2, 3); exit }
        /FAILED|hunks? ignored|Skipping patch/ { print file; exit }' <<<"$output")
    printf '%s\n' "$output" | sed 's/^/    /' >&2
    series_fail "patch linux-patch/$1 does not apply to ${file:-the tree} (Linux $3; the series was made for Linux $(series_base))" \
        "take a kernel source nearer to $(series_base) with KERNEL_SRC=/path" \
        "or port the patch: linux-patch/apply --git DIR, resolve, linux-patch/refresh DIR"
}
