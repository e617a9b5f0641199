# SPDX-License-Identifier: GPL-2.0-only
# Reads tests.conf and flaky.conf for the scripts of this folder.
# shellcheck shell=bash
# shellcheck disable=SC2034  # SELFTEST_OUT is for the caller
# Sourced; never run, after tools/setup/lib.sh.

SELFTEST_DIR=$TAKT_ROOT/tests/selftest
SELFTEST_OUT=$TAKT_BUILD/selftest

# selftest_list SET MACHINE: suite, program, limit and arguments of the tests to run, one a line.
# SET: quick or soak (which includes quick); MACHINE: icount or smp.
selftest_list()
{
    awk -v set="$1" -v machine="$2" -v file=tests.conf '
        function complain(what) {
            printf "takt: error: tests/selftest/%s:%d: %s: %s\n", file, NR, what, $0 >"/dev/stderr"
            printf "  remedy: suite program set limit [arguments]; set is quick or soak, with or without +smp\n" >"/dev/stderr"
            failed = 1
            exit 1
        }
        /^#/ || NF == 0 { next }
        $3 !~ /^(quick|soak)(\+smp)?$/ { complain("unknown set \"" $3 "\"") }
        $4 !~ /^[0-9]+$/ { complain("the limit is no number") }
        {
            key = $1 " " $2
            for (i = 5; i <= NF; i++) key = key " " $i
            part = $3
            sub(/\+smp/, "", part)
            if (set == "quick" && part != "quick") next
            if (machine == "smp" && $3 !~ /\+smp$/) next
            # What is in both sets with the same arguments runs once.
            if (key in seen) next
            seen[key] = 1
            line = $1 " " $2 " " $4
            for (i = 5; i <= NF; i++) line = line " " $i
            print line
        }
        END { exit failed }' "$SELFTEST_DIR/tests.conf"
}

# All programs that must be built, as SUITE PROGRAM lines.
selftest_programs() { selftest_list soak icount | awk '{ print $1, $2 }' | sort -u; }
