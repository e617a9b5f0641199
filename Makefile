# SPDX-License-Identifier: GPL-2.0-only
# Entry points; the work is done by the scripts in tools/setup/.

export KERNEL_SRC ONLY JOBS V FLAVOUR QUICK LOADS DURATION CPUS

.PHONY: help run test soak bench bench-accept shell menuconfig clean
.DEFAULT_GOAL := help

help:
	@echo 'make run         build all that is needed and show the demonstration in a guest'
	@echo 'make test        build and run all tests but the long ones'
	@echo 'make soak        the long tests'
	@echo 'make bench       the benchmarks; bench-accept: keep the figures that make test compares with'
	@echo 'make shell       a shell in a guest, with takt, the examples and cyclictest (FLAVOUR=takt)'
	@echo 'make menuconfig  configure that kernel'
	@echo 'make clean       remove build/'
	@echo
	@echo 'KERNEL_SRC=PATH  a Linux 6.12.y tree or tarball instead of Debian'"'"'s package'
	@echo 'ONLY=PATTERN     only tests whose name matches        FLAVOUR=NAME  another kernel:'
	@echo 'JOBS=N           parallel jobs (default: all CPUs)    '"$$(awk '!/^#/ && NF {printf " %s", $$1}' linux-patch/config/flavours)"
	@echo 'V=1              show all commands'
	@echo
	@echo 'make run:  LOADS="hack mem"  of idle busy storm hack mem fork fs timer (default: busy)'
	@echo '           DURATION=30       seconds in the guest, 5 to 3600 (default: 8)'
	@echo '           CPUS=2            1 to 8 (default: 1, where figures are exact)'

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
