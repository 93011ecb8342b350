// SPDX-License-Identifier: GPL-2.0-only
/* What the helpers and kernel functions cost that BPF programs call. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "bench/tracefs.h"

#include "helper_perf_clock.skel.h"
#include "helper_perf_copy.skel.h"
#include "helper_perf_cpumask.skel.h"
#include "helper_perf_data.skel.h"
#include "helper_perf_depth.skel.h"
#include "helper_perf_kfunc.skel.h"
#include "helper_perf_lock.skel.h"
#include "helper_perf_loop.skel.h"
#include "helper_perf_net.skel.h"
#include "helper_perf_probe.skel.h"
#include "helper_perf_stack.skel.h"
#include "helper_perf_task.skel.h"
#include "helper_perf_trace.skel.h"

/* As in progs/helper_perf_probe.c. */
#define TEXT_SIZE 128
#define USER_SIZE 4096
/* PERF_MAX_STACK_DEPTH: the most frames in a stack map's entry. */
#define MAX_FRAMES 127
/* More calls than the 30 frames that progs/helper_perf_depth.c takes. */
#define CALLS 40

/* ------------------------------------------------ probe_read_user and the like */

/*
 * A page for each round, in turn.  With one for all, copies of it were 4 % dearer in one run
 * of five, in all of its rounds: what differs from process to process (where the page lies,
 * most likely) has to differ from round to round, or no interval has it in it.
 */
static char *next_user_page(void)
{
	static char pages[256][USER_SIZE] __attribute__((aligned(USER_SIZE)));
	static unsigned int next;

	return pages[next++ % ARRAY_SIZE(pages)];
}

static int tell_user_addr(struct bench_round *round)
{
	char *user_memory = next_user_page();
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, ".rodata.user");
	uint64_t addr = (uintptr_t)user_memory;
	size_t size = 0;
	void *value = map ? bpf_map__initial_value(map, &size) : NULL;

	if (size < sizeof(addr))
		return -EINVAL;
	memcpy(value, &addr, sizeof(addr));
	/* Writes to it, too, so that it is not the page of zeroes. */
	memset(user_memory, 'x', USER_SIZE);
	user_memory[TEXT_SIZE - 1] = '\0';
	return 0;
}

/* ------------------------------------------------------------------- stacks */

/* A note is reported per checked operation. */
static void note_always(struct bench_round *round, unsigned int note)
{
	round->out->note = round->out->checked * note;
}

/*
 * bpf_get_stackid() returns no size: the frames of the first stack in the map,
 * and all in it are of the same depth.
 */
static int note_frames(struct bench_round *round, const char *map)
{
	int fd = bench_map_fd(round, map);
	uint64_t ips[MAX_FRAMES] = {};
	uint32_t id;
	int n;

	if (bpf_map_get_next_key(fd, NULL, &id) || bpf_map_lookup_elem(fd, &id, ips))
		return -errno;
	for (n = 0; n < MAX_FRAMES && ips[n]; n++)
		;
	note_always(round, n);
	return 0;
}

#define NOTE_FRAMES(map)                                                                           \
	static int note_##map(struct bench_round *round, int (*run)(void *arg), void *arg)         \
	{                                                                                          \
		int err = run(arg);                                                                \
                                                                                                   \
		return err ? err : note_frames(round, #map);                                       \
	}

NOTE_FRAMES(ids_kernel)
NOTE_FRAMES(ids_user)
NOTE_FRAMES(ids_user_10)
NOTE_FRAMES(ids_user_30)

static const struct bench_tweak stack_tweaks[] = {
	{ .name = "get_stackid_kernel", .around = note_ids_kernel, .note = "frames" },
	{ .name = "get_stackid_user", .around = note_ids_user, .note = "frames" },
	{ .name = "get_stack_kernel", .note = "frames" },
	{ .name = "get_stack_user", .note = "frames" },
	{},
};

static const struct bench_tweak depth_tweaks[] = {
	{ .name = "get_stackid_user_10", .around = note_ids_user_10, .note = "frames" },
	{ .name = "get_stackid_user_30", .around = note_ids_user_30, .note = "frames" },
	{ .name = "get_stack_user_10", .note = "frames" },
	{ .name = "get_stack_user_30", .note = "frames" },
	{},
};

static double per_frame(double frames_30, double frames_10)
{
	return (frames_30 - frames_10) / (30 - 10);
}

static const struct bench_derived depth_derived[] = {
	{
		.name = "get_stackid_user_frame",
		.a = "get_stackid_user_30",
		.b = "get_stackid_user_10",
		.figure = per_frame,
	},
	{
		.name = "get_stack_user_frame",
		.a = "get_stack_user_30",
		.b = "get_stack_user_10",
		.figure = per_frame,
	},
	{},
};

/* Passes the tracepoint task_rename, and changes nothing. */
static int rename_self(void)
{
	char comm[16];

	if (syscall(SYS_prctl, PR_GET_NAME, comm, 0, 0, 0) ||
	    syscall(SYS_prctl, PR_SET_NAME, comm, 0, 0, 0))
		return -errno;
	return 0;
}

/*
 * The kernel walks user stacks by frame pointers.  Asking for its address gives
 * a function one, whatever the options of the compiler; the barrier after the
 * call keeps it from being a jump, and the recursion from being a loop.
 */
static __attribute__((noinline)) int call_down(unsigned int calls)
{
	void *frame = __builtin_frame_address(0);
	int err;

	asm volatile("" : : "r"(frame) : "memory");
	err = calls > 1 ? call_down(calls - 1) : rename_self();
	asm volatile("" : "+r"(err));
	return err;
}

static int rename_deep(struct bench_round *round)
{
	return call_down(CALLS);
}

/* -------------------------------------------------------------- trace_printk */

static struct tracefs_divert *divert;

static int divert_lines(char *why, size_t size)
{
	/* What progs/helper_perf_trace.c writes. */
	return tracefs_divert_start(&divert, "bpf_trace/bpf_trace_printk",
				    "bpf_string ~ \"bpf-perf*\"", why, size);
}

/* Into how many buffers a line is written, be it to be dropped. */
static int note_buffers(struct bench_round *round, int (*run)(void *arg), void *arg)
{
	int err = run(arg);

	note_always(round, tracefs_divert_shared(divert) ? 2 : 1);
	return err;
}

static const struct bench_tweak trace_tweaks[] = {
	{ .name = "trace_printk", .around = note_buffers, .note = "buffers" },
	{ .name = "trace_printk_3", .around = note_buffers, .note = "buffers" },
	{ .name = "trace_vprintk", .around = note_buffers, .note = "buffers" },
	{},
};

static int settle_lines(struct bench_round *round)
{
	return tracefs_divert_settle(divert);
}

/* ------------------------------------------------------------------- the test */

#define OBJECT(file) .name = #file, .elf = file##__elf_bytes

static const struct bench_object objects[] = {
	{ OBJECT(helper_perf_clock) },
	{ OBJECT(helper_perf_task) },
	{ OBJECT(helper_perf_probe), .open = tell_user_addr },
	{ OBJECT(helper_perf_copy), .open = tell_user_addr },
	{ OBJECT(helper_perf_stack), .tweaks = stack_tweaks },
	{
		OBJECT(helper_perf_depth),
		.trigger = rename_deep,
		.tweaks = depth_tweaks,
		.derived = depth_derived,
	},
	{
		OBJECT(helper_perf_trace),
		.before = divert_lines,
		.setup = settle_lines,
		.tweaks = trace_tweaks,
	},
	{ OBJECT(helper_perf_data) },
	{ OBJECT(helper_perf_loop) },
	{ OBJECT(helper_perf_net) },
	{ OBJECT(helper_perf_lock) },
	{ OBJECT(helper_perf_kfunc) },
	{ OBJECT(helper_perf_cpumask), .trigger = rename_deep },
	{},
};

void test_helper_perf(struct bench *bench)
{
	int err;

	bench_run(bench, objects);
	err = tracefs_divert_stop(divert);
	if (err)
		fprintf(stderr, "helper_perf: tracefs was not put back: %s\n", strerror(-err));
	divert = NULL;
}
