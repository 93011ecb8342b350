# SPDX-License-Identifier: GPL-2.0-only
#
# make help lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
# The directory of everything that make makes, except the programs themselves.
BUILD ?= build
# BPF objects and skeletons do not depend on how the programs are built.
BPF_BUILD ?= build/bpf
# The tests of the project build a test_progs with other tests: see selftest.
PROG_TESTS ?= prog_tests
PROGS_DIR ?= progs
PROGRAM ?= test_progs
REPORT ?= report_progs

# The kernels of make vmtest.
VM_KERNELS ?= $(shell grep -v '^\#' configs/kernels.default)

# "?=" does not work, because make has a default for CC.
ifeq ($(origin CC),default)
CC := gcc
endif
# ":=" runs the tools once, not for every file.
CLANG := $(or $(CLANG),$(shell .ci/tool clang))
BPFTOOL := $(or $(BPFTOOL),$(shell .ci/tool bpftool))
# The command to become root; empty for root, because a bare machine has no sudo.
AS_ROOT := $(if $(filter 0,$(shell id -u)),,$(firstword $(shell command -v sudo doas)))
ARCH := $(shell uname -m)
# The kernel's name of the architecture, which the headers of libbpf expect.
BPF_ARCH := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(ARCH)))
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
# Where git does not say, as under sudo in another user's directory, the last answer stays.
VERSION := $(shell .ci/version)
CLANG_VERSION := $(shell $(CLANG) --version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
BOUNDS_DIR ?= bounds

# Callbacks do not use all their parameters.  The kernel disables this warning, too.
WARNINGS := -Wall -Wextra -Werror -Wno-unused-parameter
# bpf_get_stack() needs frame pointers to walk the stack of test_progs.
CFLAGS ?= -O2 -g
override CFLAGS += -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -fno-omit-frame-pointer \
	-I. -I$(BUILD) -I$(BPF_BUILD) -I$(PROG_TESTS)
# Not every test calls all functions of its skeletons.
TEST_CFLAGS := -Wno-unused-function
LDLIBS := -lbpf -lelf -lz -ljansson -lpcap -lm
# All builds use the same instruction set; 5.10 supports v3.
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 $(WARNINGS) -I$(PROGS_DIR) -Iprogs -I. \
	-D__TARGET_ARCH_$(BPF_ARCH) \
	$(if $(MULTIARCH),-I/usr/include/$(MULTIARCH))

TESTS := $(patsubst $(PROG_TESTS)/%.c,%,$(wildcard $(PROG_TESTS)/*.c))
PROGS := $(patsubst $(PROGS_DIR)/%.c,%,$(wildcard $(PROGS_DIR)/*.c))
BENCH_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/*/*.c))
# prog_tests/NAME/*.c are parts of test NAME.
PARTS ?= $(wildcard $(PROG_TESTS)/*/*.c)
TEST_OBJS := $(TESTS:%=$(BUILD)/$(PROG_TESTS)/%.o) $(PARTS:%.c=$(BUILD)/%.o)
REPORT_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard report/*/*.c)) $(BUILD)/report/page/html/embed.o
# The parts of bench/ that the reports need.
RESULT_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/result/*.c))
# What test_progs needs of report/: -C compares, and --ktap writes.  The page is not in it.
COMPARE_OBJS := $(filter $(BUILD)/report/text/% $(BUILD)/report/compare/% \
	$(BUILD)/report/explain/explained.o $(BUILD)/report/explain/hidden.o $(BUILD)/report/explain/tables.o \
	$(BUILD)/report/formats/documents.o $(BUILD)/report/formats/ktap.o,$(REPORT_OBJS))
# The plugin of QEMU for vmtest.sh --explain.  It needs nothing but a compiler; only a guest of x86-64
# can be explained.  QEMU loads the plugin of $(BUILD), whatever built it.
PLUGIN := $(if $(filter x86_64,$(ARCH)),$(BUILD)/vm/plugin/trace.so)
PLUGIN_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard vm/plugin/*.c))
SKELS := $(PROGS:%=$(BPF_BUILD)/%.skel.h)
UNITS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/test_*.c))

MAN := $(addprefix $(BUILD)/man/,test_progs.1 report_progs.1 vmtest.sh.1)
# What programs are called once they are installed.
INSTALLED_NAMES := test_progs=bpf-perf report_progs=bpf-perf-report

ifneq ($(filter install uninstall,$(MAKECMDGOALS)),)
ifneq ($(words $(DESTDIR)$(PREFIX)),1)
$(error DESTDIR and PREFIX: '$(DESTDIR)$(PREFIX)' has a blank, which this Makefile cannot have in a path: name another place)
endif
endif

# make V=1 shows the commands.
ifeq ($(V),1)
say = @:
Q :=
else
say = @printf '  %-8s%s\n' $(1) $@
Q := @
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all help deps run quick tools vmtest atlas check check-fast man install dist-bin uninstall clean units fuzz selftest FORCE
# Keep these intermediate files.  Not all files may be secondary: make does not rebuild a missing
# secondary file for its own sake, and would not notice a new source.
.SECONDARY: $(PROGS:%=$(BPF_BUILD)/%.bpf.o) $(UNITS:%=$(BUILD)/tests/unit/%.o)

all: $(PROGRAM) $(REPORT) $(PLUGIN)	## build everything (needs no root)

help:	## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

deps:	## install missing packages (apt; needs root, and a network only if some are missing)
	@.ci/deps build

run: deps	## measure the running kernel (needs root): table and a new file in results/
	@$(MAKE) --no-print-directory all
	@mkdir -p results
	$(AS_ROOT) ./test_progs -J results/ $(ARGS)

quick: deps	## the same as run, in 20 seconds
	@$(MAKE) --no-print-directory run ARGS="--quick $(ARGS)"

check:	## run all tests of the project (installs missing packages)
	@.ci/deps check
	@tests/run

check-fast:	## run the tests that boot no kernel and measure little, in a minute or two
	@.ci/deps check
	@tests/run fast

# The tools that guides name, as far as Debian's libbpf-tools have them, and the loads: the built-in
# one, and stress-ng with a fixed number of operations.  LOAD is a command as for --load.
TOOLS ?= execsnoop opensnoop runqlat biolatency tcpconnlat cpudist
TOOL_LOADS ?= $(if $(LOAD),own,builtin cpu io memory network)
load_own = $(LOAD)
load_cpu := /usr/bin/stress-ng -q --cpu 1 --cpu-ops 300 --cpu-method int64
load_io := /usr/bin/stress-ng -q --hdd 1 --hdd-bytes 8M --hdd-ops 400 --temp-path /tmp
load_memory := /usr/bin/stress-ng -q --vm 1 --vm-bytes 32M --vm-ops 20000
load_network := /usr/bin/stress-ng -q --sock 1 --sock-ops 300

tools:	## measure what monitoring tools cost, here (needs root) or in guests: TOOLS, LOAD, KERNELS
	@.ci/deps tools
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory -k $(TOOL_LOADS:%=tools-%)

# A tool that breaks its budget fails, and the other loads are measured all the same: make -k.
tools-%:
	@mkdir -p results
	$(if $(KERNELS),./vmtest.sh $(KERNELS) --,$(AS_ROOT) ./test_progs -J results/) $(TOOLS:%=--tool /usr/sbin/%) \
		$(if $(load_$*),--load '$(load_$*)') $(ARGS)

vmtest:	## measure the kernels of configs/kernels.default under QEMU, without root
	@.ci/deps vm
	@$(MAKE) --no-print-directory all
	./vmtest.sh --skip-missing $(VM_KERNELS) -- $(ARGS)

atlas:	## measure them with explanations: docs/atlas.md and build/atlas.html; VM_KERNELS, ARGS
	@.ci/deps vm
	@$(MAKE) --no-print-directory all
	python3 -m vm.atlas docs/atlas.md $(BUILD)/atlas.html $(VM_KERNELS) -- -- $(ARGS)

# The manual pages are what --help prints.
man: $(MAN)	## make the manual pages, in build/man

$(BUILD)/man/test_progs.1 $(BUILD)/man/report_progs.1: $(BUILD)/man/%.1: % packaging/man.sh packaging/man.awk
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)packaging/man.sh ./$* "$$(cat $(BUILD)/version)" >$@

$(BUILD)/man/vmtest.sh.1: vmtest.sh vm/cli.py packaging/man.sh packaging/man.awk $(BUILD)/version
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)packaging/man.sh ./vmtest.sh "$$(cat $(BUILD)/version)" >$@

SHARE = $(DESTDIR)$(PREFIX)/share
INCLUDED = $(DESTDIR)$(PREFIX)/include/bpf-perf

install: all	## install to PREFIX (/usr/local) below DESTDIR
	$(MAKE) --no-print-directory BUILD=$(BUILD)/install BOUNDS_DIR=$(PREFIX)/share/bpf-perf/bounds \
		PROGRAM=$(BUILD)/install/bpf-perf REPORT=$(BUILD)/install/bpf-perf-report \
		$(BUILD)/install/bpf-perf $(BUILD)/install/bpf-perf-report
	install -D -m 755 $(BUILD)/install/bpf-perf $(DESTDIR)$(PREFIX)/bin/bpf-perf
	install -m 755 $(BUILD)/install/bpf-perf-report $(DESTDIR)$(PREFIX)/bin/bpf-perf-report
	install -d $(SHARE)/bpf-perf/bounds
	install -m 644 bounds/*.bounds $(SHARE)/bpf-perf/bounds
	for dir in bounds/*/; do \
		install -d $(SHARE)/bpf-perf/$$dir && \
		install -m 644 $$dir*.bounds $(SHARE)/bpf-perf/$$dir || exit; \
	done
	install -m 644 docs/results.schema.json docs/grafana.json docs/alerts.yml $(SHARE)/bpf-perf
	install -d $(SHARE)/doc/bpf-perf/docs/notes $(SHARE)/man/man1 $(SHARE)/bash-completion/completions
	install -m 644 README.md LICENSE $(SHARE)/doc/bpf-perf
	install -m 644 docs/*.md docs/*.png $(SHARE)/doc/bpf-perf/docs
	install -m 644 docs/notes/*.md $(SHARE)/doc/bpf-perf/docs/notes
	for program in bpf-perf bpf-perf-report; do \
		packaging/man.sh $(BUILD)/install/$$program "$$(cat $(BUILD)/install/version)" \
			$(INSTALLED_NAMES) >$(BUILD)/install/$$program.1 && \
		install -m 644 $(BUILD)/install/$$program.1 $(SHARE)/man/man1 || exit; \
	done
	install -m 644 packaging/completion.bash $(SHARE)/bash-completion/completions/bpf-perf
	ln -sf bpf-perf $(SHARE)/bash-completion/completions/bpf-perf-report
	install -D -m 644 progs/bench.bpf.h $(INCLUDED)/progs/bench.bpf.h
	install -D -m 644 bench/engine/abi.h $(INCLUDED)/bench/engine/abi.h
	install -d $(SHARE)/pkgconfig
	printf '%s\n' 'Name: bpf-perf' 'Description: BENCH() for BPF operations of your own' \
		"Version: $$(cat $(BUILD)/install/version)" 'Cflags: -I$(PREFIX)/include/bpf-perf/progs' \
		>$(SHARE)/pkgconfig/bpf-perf.pc
	@printf '%s\n' 'To compile operations of your own (BENCH()), and to measure them:' \
		"  clang -O2 -g -target bpf -mcpu=v3 \$$(pkg-config --cflags bpf-perf) $(if $(MULTIARCH),-I/usr/include/$(MULTIARCH)) -c mine.c -o mine.bpf.o" \
		'  bpf-perf -o mine.bpf.o'

DIST := $(BUILD)/bpf-perf-$(ARCH).tar.gz

dist-bin: $(DIST)	## pack build/bpf-perf-ARCH.tar.gz: programs, libraries, limits and run.sh

uninstall:	## undo install
	rm -f $(DESTDIR)$(PREFIX)/bin/bpf-perf $(DESTDIR)$(PREFIX)/bin/bpf-perf-report
	rm -f $(SHARE)/man/man1/bpf-perf.1 $(SHARE)/man/man1/bpf-perf-report.1
	rm -f $(SHARE)/pkgconfig/bpf-perf.pc
	rm -rf $(INCLUDED)
	rm -f $(SHARE)/bash-completion/completions/bpf-perf $(SHARE)/bash-completion/completions/bpf-perf-report
	rm -rf $(SHARE)/bpf-perf $(SHARE)/doc/bpf-perf

clean:	## remove what make made, but not results/
	rm -rf $(BUILD) test_progs report_progs

# test_progs -C uses the code of the reports.
$(PROGRAM): $(BUILD)/test_progs.o $(TEST_OBJS) $(BENCH_OBJS) $(COMPARE_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(REPORT): $(BUILD)/report_progs.o $(REPORT_OBJS) $(RESULT_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -ljansson -lm -o $@

$(PLUGIN_OBJS): override CFLAGS += -fPIC -fvisibility=hidden

$(BUILD)/vm/plugin/trace.so: $(PLUGIN_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared $^ -o $@

# The programs of the archive find their loader and libraries in it: see dist/pack.sh.
DIST_LINK = $(shell dist/pack.sh link ./$(PROGRAM))

$(BUILD)/dist/test_progs: $(PROGRAM)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BUILD)/test_progs.o $(TEST_OBJS) $(BENCH_OBJS) $(COMPARE_OBJS) \
		$(LDLIBS) $(DIST_LINK) -o $@

$(BUILD)/dist/report_progs: $(REPORT) $(PROGRAM)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BUILD)/report_progs.o $(REPORT_OBJS) $(RESULT_OBJS) \
		-ljansson -lm $(DIST_LINK) -o $@

$(DIST): $(BUILD)/dist/test_progs $(BUILD)/dist/report_progs $(wildcard dist/* bounds/*.bounds bounds/*/*.bounds)
	$(call say,PACK)
	$(Q)dist/pack.sh pack $@ $(BUILD)/dist test_progs report_progs

# The registry: every prog_tests/NAME.c is a test.  It is only written when the list changes, so
# that nothing is rebuilt without need, and make works without root after sudo make.
$(BUILD)/tests.inc: FORCE
	@mkdir -p $(BUILD)
	@printf 'TEST(%s)\n' $(TESTS) | cmp -s - $@ || printf 'TEST(%s)\n' $(TESTS) >$@
FORCE:

# The version of the compiler of the BPF objects.  Another one compiles them anew, because it makes
# other programs of the same sources, and test_progs says which it was.
$(BPF_BUILD)/clang: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CLANG_VERSION)' | cmp -s - $@ || printf '%s\n' '$(CLANG_VERSION)' >$@

$(BUILD)/version: FORCE
	@mkdir -p $(BUILD)
	@if [ ! -e $@ ] || { [ "$(VERSION)" != unknown ] && [ "$(VERSION)" != "$$(cat $@)" ]; }; then echo "$(VERSION)" >$@; fi

# Each line of configs/timing as an initializer of bench/result/timing.c.
$(BUILD)/timing.inc: configs/timing
	@mkdir -p $(@D)
	$(Q)sed -e 's/#.*//; s/[[:space:]]*$$//; /^$$/d' \
		-e 's/^\([A-Z0-9_]*\) = \([A-Z0-9_]*\)$$/{ .name = "\1", .now = "\2" },/' \
		-e 's/^\([A-Z0-9_]*\) ?$$/{ .name = "\1", .unconditional = true },/' \
		-e 's/^\([A-Z0-9_]*\)\*$$/{ .name = "\1", .prefix = true },/' \
		-e 's/^[A-Z0-9_]*$$/{ .name = "&" },/' $< >$@

$(BUILD)/bench/result/timing.o: $(BUILD)/timing.inc
$(BUILD)/test_progs.o: $(BUILD)/tests.inc
$(BUILD)/bench/result/bounds_place.o: override CFLAGS += -DBOUNDS_DIR='"$(BOUNDS_DIR)"'
$(BUILD)/bench/result/program.o: override CFLAGS += -DVERSION='"$(shell cat $(BUILD)/version)"'
$(BUILD)/bench/result/program.o: $(BUILD)/version
$(BUILD)/bench/env/kernel.o: $(BPF_BUILD)/clang
$(BUILD)/bench/env/kernel.o: override CFLAGS += -DCLANG_VERSION='"$(CLANG_VERSION)"'
$(TEST_OBJS): override CFLAGS += $(TEST_CFLAGS)

# The first compilation of a test needs all skeletons, because it only then shows which ones it
# includes.
$(TEST_OBJS): | $(SKELS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

# The static parts of the html page, which is cut where its data belong.
PAGE := $(filter-out %/embed.S,$(wildcard report/page/html/*))

$(BUILD)/report/page/html/page.head: $(PAGE)
	@mkdir -p $(@D)
	$(call say,PAGE)
	$(Q)report/page/html/assemble.sh $(@D)

# What the page shows of the BPF sources.  It takes no clang.
$(BUILD)/report/page/html/sources.json: progs/sources.awk $(wildcard $(PROGS_DIR)/*.c $(PROGS_DIR)/*.h)
	@mkdir -p $(@D)
	$(call say,SOURCES)
	$(Q)awk -v tests="$(TESTS)" -f $< $(PROGS:%=$(PROGS_DIR)/%.c) >$@

$(BUILD)/report/page/html/embed.o: report/page/html/embed.S $(BUILD)/report/page/html/page.head \
		$(BUILD)/report/page/html/sources.json
	$(call say,AS)
	$(Q)$(CC) -I$(@D) -c $< -o $@

$(BPF_BUILD)/%.bpf.o: $(PROGS_DIR)/%.c $(BPF_BUILD)/clang
	@mkdir -p $(@D)
	$(call say,BPF)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@

# The descriptions of operations are comments in the source: describe.awk makes a table of them.
$(BPF_BUILD)/%.skel.h: $(BPF_BUILD)/%.bpf.o progs/describe.awk
	$(call say,SKEL)
	$(Q)$(BPFTOOL) gen skeleton $< name $* >$@
	$(Q)$(CLANG) $(BPF_CFLAGS) -E -CC $(PROGS_DIR)/$*.c | awk -v name=$* -f progs/describe.awk >>$@

# The unit tests.
units: $(UNITS:%=$(BUILD)/unit/%)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BENCH_OBJS) $(REPORT_OBJS)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

# test_progs with tests/prog_tests/ instead of prog_tests/: tests that crash, hang or are too slow,
# and operations with a known cost.
selftest:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/selftest BPF_BUILD=$(BUILD)/selftest/bpf \
		PROG_TESTS=tests/prog_tests PROGS_DIR=tests/progs \
		PARTS="$(wildcard prog_tests/output_perf/*.c prog_tests/sampling_perf/*.c)" \
		PROGRAM=$(BUILD)/selftest/test_progs $(BUILD)/selftest/test_progs

# Only clang has libFuzzer.  build/fuzz/results CORPUS... fuzzes; -runs=0 only replays the corpus.
FUZZ_SOURCES := $(wildcard tests/fuzz/*.c report/*/*.c bench/result/*.c)

fuzz: $(BUILD)/fuzz/results

$(BUILD)/fuzz/results: $(FUZZ_SOURCES) $(BUILD)/timing.inc $(wildcard tests/fuzz/*.h report/*.h report/*/*.h bench/result/*.h) $(BUILD)/report/page/html/embed.o
	@mkdir -p $(@D)
	$(call say,FUZZ)
	$(Q)$(CLANG) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. -I$(BUILD) -O1 -g \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
		-DBOUNDS_DIR='"$(BOUNDS_DIR)"' -DVERSION='"fuzz"' \
		$(FUZZ_SOURCES) $(BUILD)/report/page/html/embed.o -ljansson -lm -o $@

# Include these by name, so that files of removed sources do not matter.
-include $(BENCH_OBJS:.o=.d) $(REPORT_OBJS:.o=.d) $(PLUGIN_OBJS:.o=.d) $(TEST_OBJS:.o=.d) $(BUILD)/test_progs.d \
	$(BUILD)/report_progs.d \
	$(UNITS:%=$(BUILD)/tests/unit/%.d) $(PROGS:%=$(BPF_BUILD)/%.bpf.d)
