# SPDX-License-Identifier: GPL-2.0-only
# RT address spaces beside storm, with or without PCID and page-table isolation: pcid|nopcid pti|nopti.
. /takt/lib.sh

step "the machine is as asked for"
flags=$(grep -m 1 '^flags' /proc/cpuinfo)
case "$1 $flags" in
"pcid "*" pcid "*) ;;
"pcid "*) fail "no PCID" ;;
"nopcid "*" pcid "*) fail "PCID is in use" ;;
esac
case "$2 $flags " in
"pti "*" pti "*) ;;
"pti "*) fail "no page-table isolation" ;;
"nopti "*" pti "*) fail "page-table isolation is on" ;;
esac
set -- 1 rt_state registers segments address_spaces
. /takt/guest/loaded.sh
