# SPDX-License-Identifier: GPL-2.0-only
# What make run shows: Linux keeps its interrupts off for 50 ms, out-of-band ticks stay on time.
. /takt/lib.sh

step "the demonstration"
expect "the demo module does not load (is the pipeline off?)" modprobe takt_pipeline_demo stall_ms=50
events=/sys/kernel/debug/takt_demo

# One column a millisecond; the events are "kind time late", times in ns.
awk '
function mark(row, at,    column) {
    column = int(at / 1000000)
    row[column] = "|"
    if (column > last)
        last = column
}
function draw(name, row,    text, column) {
    text = ""
    for (column = 0; column <= last; column++)
        text = text (column in row ? row[column] : (column >= off && column < on ? "." : " "))
    printf "  %-22s %s\n", name, text
}
$1 == "stall" { stall = $2; off = int($2 / 1000000) }
$1 == "unstall" { unstall = $2; on = int($2 / 1000000) }
$1 == "oob" {
    mark(oob, $2)
    if ($3 > late)
        late = $3
    if (stall && !unstall)
        inside++
}
$1 == "linux" {
    mark(linux, $2)
    if (stall && !unstall)
        broken++
    if (unstall && !first)
        first = $2
}
END {
    scale = ""
    for (column = 0; column <= last; column += 10)
        scale = scale sprintf("%-10s", column)
    printf "\n  One CPU. Linux runs with its interrupts off from %.1f to %.1f ms.\n\n", stall / 1e6, unstall / 1e6
    printf "  %-22s %s\n", "ms", scale
    draw("out-of-band tick, 1 ms", oob)
    draw("Linux timer, 1 ms", linux)
    printf "\n  out-of-band ticks in the %d ms without Linux interrupts: %d\n", (unstall - stall) / 1e6 + 0.5, inside
    printf "  latest out-of-band tick of all: %d ns after its time\n", late
    printf "  Linux timer interrupts in the window: %d; the first one after it: %d ns\n\n", broken, first - unstall
    print inside + 0, broken + 0, late + 0 >"/tmp/demo"
    exit !(stall && unstall && first)
}' $events || fail "the timeline is incomplete: $(head -n 3 $events)"

read -r inside broken late </tmp/demo
[ "$inside" -ge 49 ] || fail "only $inside out-of-band ticks in 50 ms"
[ "$broken" -eq 0 ] || fail "$broken Linux timer interrupts while Linux had its interrupts off"
note "out-of-band ticks inside: $inside of 50, latest $late ns; Linux's own: $broken"
