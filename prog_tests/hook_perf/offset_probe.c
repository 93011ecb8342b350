// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "hook_perf/offset_probe.h"

/* The function is shorter than this. */
#define OFFSETS 64
/* Calls that a probe has to see. */
#define CALLS 4
/* The kernel makes a probe a jump after some timer ticks and a grace period of RCU tasks, which
 * takes a second on some kernels. */
#define JUMP_WITHIN_MS 4000
#define STEP_MS 20

/* The least programs, while an offset is looked for. */
struct search {
	/* Attached to the offset, and calling the function. */
	int probe, caller;
	uint32_t pmu;
};

/* ------------------------------------------------- what the kernel says of a probe */

enum state { STATE_NONE, STATE_FTRACE, STATE_BREAKPOINT, STATE_JUMP };

static enum state state_in(FILE *list, size_t offset)
{
	enum state state = STATE_NONE;
	char place[64], line[256];

	snprintf(place, sizeof(place), " " OFFSET_FUNCTION "+0x%zx ", offset);
	while (state == STATE_NONE && fgets(line, sizeof(line), list)) {
		if (!strstr(line, place))
			continue;
		state = strstr(line, "[OPTIMIZED]") ? STATE_JUMP
			: strstr(line, "[FTRACE]")  ? STATE_FTRACE
						    : STATE_BREAKPOINT;
	}
	return state;
}

/* Returns the state, or a negative errno if the kernel's list of kprobes cannot be read. */
static int state_of(size_t offset)
{
	int dir = mount_private("debugfs"), fd, state;
	FILE *list;

	if (dir < 0)
		return dir;
	fd = openat(dir, "kprobes/list", O_RDONLY | O_CLOEXEC);
	list = fd < 0 ? NULL : fdopen(fd, "r");
	state = list ? (int)state_in(list, offset) : -errno;
	if (list)
		fclose(list);
	else if (fd >= 0)
		close(fd);
	close(dir);
	return state;
}

/* Returns the state that a probe has in the end. */
static int final_state(size_t offset)
{
	int state = state_of(offset);

	for (int ms = 0; state == STATE_BREAKPOINT && ms < JUMP_WITHIN_MS; ms += STEP_MS) {
		usleep(STEP_MS * 1000);
		state = state_of(offset);
	}
	return state;
}

int offset_wait(enum offset_way way, size_t offset)
{
	/* What the search found to stay a breakpoint is one at once. */
	int state = way == OFFSET_JUMP ? final_state(offset) : state_of(offset);

	if (state < 0)
		return state;
	return state == (way == OFFSET_JUMP ? STATE_JUMP : STATE_BREAKPOINT) ? 0 : -ETIMEDOUT;
}

/* ------------------------------------------------------------------ the search */

static int load(enum bpf_prog_type type)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_numa_node_id },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	/* The probe is without the call, which would reach the probe. */
	size_t first = type == BPF_PROG_TYPE_KPROBE ? 1 : 0;

	return bpf_prog_load(type, NULL, "GPL", insns + first, ARRAY_SIZE(insns) - first, NULL);
}

/* Returns the event of a probe, to which the program is attached, or a negative errno. */
static int attach(const struct search *search, size_t offset)
{
	struct perf_event_attr attr = {
		.type = search->pmu,
		.config1 = (uintptr_t)OFFSET_FUNCTION,
		.config2 = offset,
	};
	int event = perf_event_open(&attr, -1, 0), err;

	if (event < 0 || (!ioctl(event, PERF_EVENT_IOC_SET_BPF, search->probe) &&
			  !ioctl(event, PERF_EVENT_IOC_ENABLE, 0)))
		return event;
	err = -errno;
	close(event);
	return err;
}

static int run_count(int prog, uint64_t *count)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int err = bpf_obj_get_info_by_fd(prog, &info, &size);

	*count = info.run_cnt;
	return err;
}

/* Returns 1 if each call of the function passes the probe, else 0, or a negative errno. */
static int is_passed(const struct search *search)
{
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME), err;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	uint64_t before, after = 0;

	if (stats < 0)
		return -errno;
	err = run_count(search->probe, &before);
	for (int i = 0; !err && i < CALLS; i++)
		err = bpf_prog_test_run_opts(search->caller, &opts);
	if (!err)
		err = run_count(search->probe, &after);
	close(stats);
	return err ? err : after - before == CALLS;
}

/* Returns the state of a probe there, STATE_NONE if the offset is of no use, or a negative errno. */
static int try(const struct search *search, size_t offset)
{
	int event = attach(search, offset), state;

	/* No instruction begins there, or none that may have a probe. */
	if (event == -EILSEQ || event == -EINVAL)
		return STATE_NONE;
	if (event < 0)
		return event;
	state = is_passed(search);
	if (state > 0)
		state = final_state(offset);
	close(event);
	return state;
}

static int search_all(const struct search *search, enum state wanted, size_t *offset)
{
	int state = STATE_NONE;

	for (*offset = 1; *offset < OFFSETS; ++*offset) {
		state = try(search, *offset);
		if (state < 0 || state == (int)wanted)
			break;
	}
	if (state < 0)
		return state;
	return *offset < OFFSETS ? 0 : -EDOM;
}

int offset_find(enum offset_way way, size_t *offset)
{
	enum state wanted = way == OFFSET_JUMP ? STATE_JUMP : STATE_BREAKPOINT;
	struct search search = { .probe = -1, .caller = -1 };
	int err = perf_event_type("kprobe", &search.pmu);

	if (err)
		return err;
	search.probe = load(BPF_PROG_TYPE_KPROBE);
	search.caller = search.probe < 0 ? search.probe : load(BPF_PROG_TYPE_RAW_TRACEPOINT);
	err = search.caller < 0 ? search.caller : search_all(&search, wanted, offset);
	if (search.caller >= 0)
		close(search.caller);
	if (search.probe >= 0)
		close(search.probe);
	return err;
}
