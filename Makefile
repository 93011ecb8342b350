# SPDX-License-Identifier: GPL-2.0-only
#
# make help lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
# Where make puts what it makes; the programs themselves end up here beside us.
BUILD ?= build
# BPF objects and their skeletons are the same for every way to build the rest.
BPF_BUILD ?= build/bpf
# The project's own tests build a test_progs of other tests: see selftest.
PROG_TESTS ?= prog_tests
PROGS_DIR ?= progs
PROGRAM ?= test_progs
REPORT ?= report_progs

# What make vmtest compares.
VM_KERNELS ?= 5.10 6.1 6.12 7.2

# Not "?=": make has a default of its own.
ifeq ($(origin CC),default)
CC := gcc
endif
# Asked once: a variable that is expanded where it is used would ask at every file.
CLANG := $(or $(CLANG),$(shell .ci/tool clang))
BPFTOOL := $(or $(BPFTOOL),$(shell .ci/tool bpftool))
# What becomes root, where we are not: a bare machine has no sudo.
AS_ROOT := $(if $(filter 0,$(shell id -u)),,$(firstword $(shell command -v sudo doas)))
ARCH := $(shell uname -m)
# The kernel's name for it, which libbpf's headers go by.
BPF_ARCH := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(ARCH)))
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
CLANG_VERSION := $(shell $(CLANG) --version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
BOUNDS_DIR ?= bounds

# Callbacks do not need all that they are given; the kernel turns that off, too.
WARNINGS := -Wall -Wextra -Werror -Wno-unused-parameter
# A frame pointer: bpf_get_stack() walks our frames with it.
CFLAGS ?= -O2 -g
override CFLAGS += -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -fno-omit-frame-pointer \
	-I. -I$(BUILD) -I$(BPF_BUILD) -I$(PROG_TESTS)
# The skeletons define functions that not every test calls.
TEST_CFLAGS := -Wno-unused-function
LDLIBS := -lbpf -lelf -lz -ljansson -lm
# The same C in every build: v3 has what 5.10 has.
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 $(WARNINGS) -I$(PROGS_DIR) -Iprogs -I. \
	-D__TARGET_ARCH_$(BPF_ARCH) \
	$(if $(MULTIARCH),-I/usr/include/$(MULTIARCH))

TESTS := $(patsubst $(PROG_TESTS)/%.c,%,$(wildcard $(PROG_TESTS)/*.c))
PROGS := $(patsubst $(PROGS_DIR)/%.c,%,$(wildcard $(PROGS_DIR)/*.c))
BENCH_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/*.c))
# prog_tests/NAME/*.c are parts of test NAME.
PARTS ?= $(wildcard $(PROG_TESTS)/*/*.c)
TEST_OBJS := $(TESTS:%=$(BUILD)/$(PROG_TESTS)/%.o) $(PARTS:%.c=$(BUILD)/%.o)
REPORT_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard report/*.c)) $(BUILD)/report/html/embed.o
# What the reports need of the engine.
READ := result result_check result_hw verdict results_file results_read stats bounds bounds_parse \
	bounds_eval bounds_place claims
READ_OBJS := $(READ:%=$(BUILD)/bench/%.o)
SKELS := $(PROGS:%=$(BPF_BUILD)/%.skel.h)
UNITS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

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
.PHONY: all help deps run quick vmtest check check-fast install uninstall clean units fuzz selftest FORCE
# Kept once made.  Not every file: what is secondary and missing is not made for its
# own sake, so that a new source would not be seen.
.SECONDARY: $(PROGS:%=$(BPF_BUILD)/%.bpf.o) $(UNITS:%=$(BUILD)/tests/unit/%.o)

all: $(PROGRAM) $(REPORT)	## build everything (needs no root)

help:	## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

deps:	## install what is missing (apt; needs root, and only then a network)
	@.ci/deps build

run: deps	## measure the running kernel (needs root): results/<release>.json and the table
	@$(MAKE) --no-print-directory all
	@mkdir -p results
	$(AS_ROOT) ./test_progs -J results/$$(uname -r).json $(ARGS)

quick: deps	## the same in 20 seconds
	@$(MAKE) --no-print-directory run ARGS="--quick $(ARGS)"

check:	## the project's own tests (installs what is missing)
	@.ci/deps check
	@tests/run

check-fast:	## those that boot no kernel and measure little, in a minute or two
	@.ci/deps check
	@tests/run fast

vmtest:	## the same on four kernels under QEMU, without root: ./vmtest.sh $(VM_KERNELS)
	@.ci/deps vm
	@$(MAKE) --no-print-directory all
	./vmtest.sh $(VM_KERNELS) -- $(ARGS)

install: all	## to PREFIX (/usr/local), below DESTDIR
	$(MAKE) --no-print-directory BUILD=$(BUILD)/install BOUNDS_DIR=$(PREFIX)/share/bpf-perf/bounds \
		PROGRAM=$(BUILD)/install/bpf-perf REPORT=$(BUILD)/install/bpf-perf-report \
		$(BUILD)/install/bpf-perf $(BUILD)/install/bpf-perf-report
	install -D -m 755 $(BUILD)/install/bpf-perf $(DESTDIR)$(PREFIX)/bin/bpf-perf
	install -m 755 $(BUILD)/install/bpf-perf-report $(DESTDIR)$(PREFIX)/bin/bpf-perf-report
	install -d $(DESTDIR)$(PREFIX)/share/bpf-perf/bounds
	install -m 644 bounds/*.bounds $(DESTDIR)$(PREFIX)/share/bpf-perf/bounds
	for dir in bounds/*/; do \
		install -d $(DESTDIR)$(PREFIX)/share/bpf-perf/$$dir && \
		install -m 644 $$dir*.bounds $(DESTDIR)$(PREFIX)/share/bpf-perf/$$dir || exit; \
	done
	install -m 644 docs/results.schema.json docs/grafana.json $(DESTDIR)$(PREFIX)/share/bpf-perf

uninstall:	## undo install
	rm -f $(DESTDIR)$(PREFIX)/bin/bpf-perf $(DESTDIR)$(PREFIX)/bin/bpf-perf-report
	rm -rf $(DESTDIR)$(PREFIX)/share/bpf-perf

clean:	## remove what make made, but not results/
	rm -rf $(BUILD) test_progs report_progs

# test_progs -C compares by the same code.
$(PROGRAM): $(BUILD)/test_progs.o $(TEST_OBJS) $(BENCH_OBJS) $(REPORT_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(REPORT): $(BUILD)/report_progs.o $(REPORT_OBJS) $(READ_OBJS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -ljansson -lm -o $@

# The registry: every prog_tests/NAME.c is a test.  Written only when the list changes,
# so that nothing is rebuilt for nothing, and make after sudo make needs no root.
$(BUILD)/tests.inc: FORCE
	@mkdir -p $(BUILD)
	@printf 'TEST(%s)\n' $(TESTS) | cmp -s - $@ || printf 'TEST(%s)\n' $(TESTS) >$@
FORCE:

$(BUILD)/test_progs.o: $(BUILD)/tests.inc
$(BUILD)/bench/bounds_place.o: override CFLAGS += -DBOUNDS_DIR='"$(BOUNDS_DIR)"'
$(BUILD)/bench/env_kernel.o: override CFLAGS += -DCLANG_VERSION='"$(CLANG_VERSION)"'
$(TEST_OBJS): override CFLAGS += $(TEST_CFLAGS)

# Which skeletons a test includes is known after its first compilation only.
$(TEST_OBJS): | $(SKELS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

# The html report's static parts: one page, cut where its data go.
PAGE := $(filter-out %/embed.S,$(wildcard report/html/*))

$(BUILD)/report/html/page.head: $(PAGE)
	@mkdir -p $(@D)
	$(call say,PAGE)
	$(Q)report/html/assemble.sh $(@D)

$(BUILD)/report/html/embed.o: report/html/embed.S $(BUILD)/report/html/page.head
	$(call say,AS)
	$(Q)$(CC) -I$(@D) -c $< -o $@

$(BPF_BUILD)/%.bpf.o: $(PROGS_DIR)/%.c
	@mkdir -p $(@D)
	$(call say,BPF)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@

$(BPF_BUILD)/%.skel.h: $(BPF_BUILD)/%.bpf.o
	$(call say,SKEL)
	$(Q)$(BPFTOOL) gen skeleton $< name $* >$@

# The project's own tests: of the engine in C, of the engine with BPF objects.
units: $(UNITS:%=$(BUILD)/unit/%)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BENCH_OBJS) $(REPORT_OBJS)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

# test_progs with tests/prog_tests/ in place of prog_tests/: tests that crash, hang
# and are too slow, and operations whose cost is known beforehand.
selftest:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/selftest BPF_BUILD=$(BUILD)/selftest/bpf \
		PROG_TESTS=tests/prog_tests PROGS_DIR=tests/progs \
		PARTS="$(wildcard prog_tests/output_perf/*.c prog_tests/sampling_perf/*.c)" \
		PROGRAM=$(BUILD)/selftest/test_progs $(BUILD)/selftest/test_progs

# libFuzzer is clang's.  build/fuzz/results CORPUS... fuzzes; with -runs=0 it replays.
FUZZ_SOURCES := tests/fuzz/results.c $(wildcard report/*.c) $(READ:%=bench/%.c)

fuzz: $(BUILD)/fuzz/results

$(BUILD)/fuzz/results: $(FUZZ_SOURCES) $(wildcard report/*.h bench/*.h) $(BUILD)/report/html/embed.o
	@mkdir -p $(@D)
	$(call say,FUZZ)
	$(Q)$(CLANG) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. -O1 -g \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
		-DBOUNDS_DIR='"$(BOUNDS_DIR)"' \
		$(FUZZ_SOURCES) $(BUILD)/report/html/embed.o -ljansson -lm -o $@

# By name, so that what a removed source left behind does not matter.
-include $(BENCH_OBJS:.o=.d) $(REPORT_OBJS:.o=.d) $(TEST_OBJS:.o=.d) $(BUILD)/test_progs.d \
	$(BUILD)/report_progs.d \
	$(UNITS:%=$(BUILD)/tests/unit/%.d) $(PROGS:%=$(BPF_BUILD)/%.bpf.d)
