# SPDX-License-Identifier: GPL-2.0-only
# Entry points; the work is done by the scripts in tools/setup/.

export KERNEL_SRC ONLY JOBS V FLAVOUR QUICK

.PHONY: help run test soak bench bench-accept shell menuconfig clean
.DEFAULT_GOAL := help

help:
	@echo 'make run         build all that is needed and show the demonstration in a guest'
	@echo 'make test        build and run all tests but the long ones'
	@echo 'make soak        the long tests'
	@echo 'make bench       the benchmarks; bench-accept: keep the figures that make test compares with'
	@echo 'make shell       an interactive shell in a guest (FLAVOUR=takt)'
	@echo 'make menuconfig  configure that kernel'
	@echo 'make clean       remove build/'
	@echo
	@echo 'KERNEL_SRC=PATH  a Linux 6.12.y tree or tarball instead of Debian'"'"'s package'
	@echo 'ONLY=PATTERN     only tests whose name matches        FLAVOUR=NAME  another kernel:'
	@echo 'JOBS=N           parallel jobs (default: all CPUs)    '"$$(awk '!/^#/ && NF {printf " %s", $$1}' linux-patch/config/flavours)"
	@echo 'V=1              show all commands'

run:
	@tools/setup/run
test:
	@tools/setup/test
soak:
	@tools/setup/test --soak
bench:
	@tools/setup/bench
bench-accept:
	@tools/setup/bench accept
shell:
	@tools/setup/shell $(FLAVOUR)
menuconfig:
	@tools/setup/menuconfig $(FLAVOUR)
clean:
	@tools/setup/clean
