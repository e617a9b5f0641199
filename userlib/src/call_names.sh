#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the system calls of this architecture as {number, "name"}, for call_names.cc.  Usage: call_names.sh COMPILER
set -eu
echo '#include <sys/syscall.h>' | "$1" -E -dM -x c - |
    sed -n 's/^#define __NR_\([a-z0-9_]*\) \([0-9][0-9]*\)$/{\2, "\1"},/p' | sort -t'{' -k2 -n
