# SPDX-License-Identifier: GPL-2.0-only
# What the checks of the sources share: which tree, which files, how to report.
# shellcheck shell=bash
# Sourced by the checks; never run. Each check takes the tree to look at as its argument, so that
# checks.can_fail can show it a bad one.

set -euo pipefail
export LC_ALL=C

# shellcheck disable=SC2034  # for the checks
CHECKS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TREE=$(realpath "${1:-$CHECKS_ROOT}")
cd "$TREE"

# All files of the project, build output and ignored ones left out.
if git rev-parse --show-toplevel >/dev/null 2>&1 && [[ $(git rev-parse --show-toplevel) == "$TREE" ]]; then
    mapfile -t ALL_FILES < <(git ls-files -co --exclude-standard --deduplicate |
        while read -r file; do [[ ! -f $file ]] || echo "$file"; done)
else
    mapfile -t ALL_FILES < <(find . -name build -prune -o -name .git -prune -o -type f -printf '%P\n' | sort)
fi

# files_matching REGEX: by path.
files_matching() { printf '%s\n' "${ALL_FILES[@]}" | grep -E "$1" || true; }

# Shell scripts are known by their first line as well as by their name.
shell_files()
{
    local file first
    for file in "${ALL_FILES[@]}"; do
        if [[ $file == *.sh ]]; then
            echo "$file"
        else
            IFS= read -r first <"$file" 2>/dev/null || true
            [[ ! ${first:-} =~ ^#!.*/(env\ )?(ba|da|)sh( |$)|^#!/bin/busybox\ sh ]] || echo "$file"
        fi
    done 2>/dev/null
}

skip()
{
    echo "SKIP: $*"
    exit 77
}

need()
{
    command -v "$1" >/dev/null || { echo "$1 is missing: tools/setup/packages lint installs it"; exit 1; }
}

FINDINGS=0
finding()
{
    echo "$*"
    FINDINGS=$((FINDINGS + 1))
}

# conclude LOOKED-AT: a check that looked at nothing has not passed.
conclude()
{
    (($1 > 0)) || { echo "there was nothing to look at: the check is broken"; exit 1; }
    echo "$1 files looked at, $FINDINGS findings"
    ((FINDINGS == 0))
}
