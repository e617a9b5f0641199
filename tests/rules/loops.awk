# SPDX-License-Identifier: GPL-2.0-only
# Owns the reading of loops: takes a source of the core, complains about every loop that has none of the
# permitted forms, and prints the source with each bound wrapped so that only a constant, or an array,
# compiles (tests/rules/bounds.hpp). Complaints go to standard error, counts to the file COUNTS.
#
# Permitted:
#   for (TYPE i = START; i < BOUND; ++i) {         BOUND a constant, <= too; i not changed in the body
#   for (TYPE i = BOUND; i > 0; --i) {             likewise
#   for (TYPE x : ARRAY) {                         an array, not a list
#   LoopBound<...> name; ... { name.step();        any loop whose first statement is that
#   while (...) { HardOffScope scope;              in Linux, which may preempt it between two rounds
#   do { ... } while (false)                       the body of a macro

function bad(text) {
    print FILENAME ":" FNR ": " text > "/dev/stderr"
    failed = 1
}

# What comes before the loop: is the bound that its first statement counts declared?
function counts_on(name,   line) {
    for (line = FNR; line > 0; --line) {
        if (code[line] ~ "^[ \t]*LoopBound<.*> " name ";[ \t]*$") return 1
        if (code[line] ~ /^}/) return 0
    }
    return 0
}

function strip(text) {
    gsub(/"([^"\\]|\\.)*"/, "\"\"", text)
    sub(/\/\/.*/, "", text)
    return text
}

BEGIN { word = "(^|[^A-Za-z0-9_])" }

{
    raw[FNR] = $0
    code[FNR] = strip($0)
    last = FNR
}

END {
    for (FNR = 1; FNR <= last; ++FNR) {
        text = code[FNR]
        out = raw[FNR]
        if (text ~ (word "goto[^A-Za-z0-9_]")) bad("goto: no loop may hide in it")
        if (text ~ (word "do[ \t]*\\{")) {
            ++macros
            for (end = FNR; end < last && code[end] ~ /\\[ \t]*$/; ++end) { }
            if (end == FNR || code[end] !~ /^ *} while \(false\)$/)
                bad("do ... while: only as the body of a macro, while (false)")
        } else if (text ~ /^ *} while \(false\)$/) {
            # the end of the above
        } else if (text ~ (word "(for|while)[ \t]*(\\(|$)")) {
            next_code = code[FNR + 1]
            head = text
            sub(/^.*(for|while)[ \t]*/, "", head)
            if (text !~ /^ *(for|while) \(.*\) \{[ \t]*$/) {
                bad("a loop head is a line of its own: name its parts until it fits")
            } else if (match(next_code, /^ *[a-z_]+\.step\(\);/)) {
                name = next_code
                sub(/^ */, "", name)
                sub(/\..*/, "", name)
                ++counted
                if (!counts_on(name)) bad(name " is no LoopBound<...> of this function")
            } else if (text ~ /^ *while / && next_code ~ /^ *HardOffScope scope;/) {
                ++preemptible
            } else if (head ~ /^\([a-z0-9_]+ [a-z_]+ = [^;]+; [a-z_]+ <=? [^;]+; \+\+[a-z_]+\) \{/) {
                split(substr(head, 2), part, /; /)
                split(part[1], start, / = /)
                split(start[1], declared, " ")
                index_name = declared[2]
                bound = part[2]
                sub(/^[a-z_]+ <=? /, "", bound)
                compare = part[2] ~ /<=/ ? " <= " : " < "
                if (part[2] !~ ("^" index_name " ") || part[3] !~ ("^\\+\\+" index_name "\\)"))
                    bad("the index of the loop is not one and the same")
                out = "for (" declared[1] " takt_" index_name " = " start[2] "; takt_" index_name compare \
                    "takt_rules::bound<(" bound ")>; ++takt_" index_name ") { [[maybe_unused]] const " \
                    declared[1] " " index_name " = takt_" index_name ";"
                ++constant
            } else if (head ~ /^\([a-z0-9_]+ [a-z_]+ = [^;]+; [a-z_]+ > 0; --[a-z_]+\) \{/) {
                split(substr(head, 2), part, /; /)
                split(part[1], start, / = /)
                split(start[1], declared, " ")
                index_name = declared[2]
                if (part[2] !~ ("^" index_name " ") || part[3] !~ ("^--" index_name "\\)"))
                    bad("the index of the loop is not one and the same")
                out = "for (" declared[1] " takt_" index_name " = takt_rules::bound<(" start[2] ")>; takt_" \
                    index_name " > 0; --takt_" index_name ") { [[maybe_unused]] const " declared[1] " " \
                    index_name " = takt_" index_name ";"
                ++constant
            } else if (head ~ /^\([^;]* : [^;]*\) \{/) {
                range = head
                sub(/^.* : /, "", range)
                sub(/\) \{[ \t]*$/, "", range)
                item = head
                sub(/ : .*/, "", item)
                out = "for " item " : takt_rules::array(" range ")) {"
                ++arrays
            } else {
                bad("nothing shows a constant bound: give it one, or a LoopBound (base/loop_bound.hpp)")
            }
        }
        print out
    }
    print constant + 0, arrays + 0, counted + 0, preemptible + 0, macros + 0 >> COUNTS
    exit failed
}
