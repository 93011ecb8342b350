// SPDX-License-Identifier: GPL-2.0-only
/* The cost of helpers and kfuncs that BPF programs call. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "helper_perf/helper_perf.h"

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
#include "helper_perf_timer.skel.h"
#include "helper_perf_trace.skel.h"

/* The same as in progs/helper_perf_probe.c. */
#define TEXT_SIZE 128
#define USER_SIZE 4096
/* More pages than most runs have rounds. */
#define USER_PAGES 256
/* PERF_MAX_STACK_DEPTH: the most frames in an entry of a stack map. */
#define MAX_FRAMES 127
/* More calls than the 30 frames that progs/helper_perf_depth.c takes. */
#define CALLS 40

/* ------------------------------------------------ probe_read_user and the like */

/*
 * A different page in each round. With a single page, copies of it cost 4 % more in one run of
 * five, in all of its rounds. What differs between processes (probably the page's address) must
 * differ between rounds, or no interval includes it.
 */
struct user_pages {
	char *pages;
};

static int map_user_pages(struct bench_round *round)
{
	struct user_pages *user = round->ctx;
	size_t size = USER_PAGES * USER_SIZE;
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return -errno;
	user->pages = pages;
	/*
	 * A huge page would have the same address in all rounds. EINVAL means that there are none.
	 */
	madvise(pages, size, MADV_NOHUGEPAGE);
	return 0;
}

static int unmap_user_pages(struct bench_round *round)
{
	struct user_pages *user = round->ctx;

	return user->pages && munmap(user->pages, USER_PAGES * USER_SIZE) ? -errno : 0;
}

static int tell_user_addr(struct bench_round *round)
{
	const struct user_pages *user = round->ctx;
	char *user_memory = user->pages + round->nr % USER_PAGES * USER_SIZE;
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, ".rodata.user");
	uint64_t addr = (uintptr_t)user_memory;
	size_t size = 0;
	void *value = map ? bpf_map__initial_value(map, &size) : NULL;

	if (size < sizeof(addr))
		return -EINVAL;
	memcpy(value, &addr, sizeof(addr));
	/* Write to the page, too, so that it is not the zero page. */
	memset(user_memory, 'x', USER_SIZE);
	user_memory[TEXT_SIZE - 1] = '\0';
	return 0;
}

#define USER_PAGES_OF_ROUNDS                                                                       \
	.ctx_size = sizeof(struct user_pages), .before = map_user_pages,                           \
	.after = unmap_user_pages, .open = tell_user_addr

/* ------------------------------------------------------------------- stacks */

/* The engine divides the note by the number of checked operations. */
static void note_always(struct bench_round *round, unsigned int note)
{
	round->out->note = round->out->checked * note;
}

/* bpf_get_stackid() does not return the size. Count the frames of the first stack in the map: all
 * of its stacks have the same depth. */
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
		.about = "The cost of a frame of a user stack, by bpf_get_stackid()",
		.a = "get_stackid_user_30",
		.b = "get_stackid_user_10",
		.figure = per_frame,
	},
	{
		.name = "get_stack_user_frame",
		.about = "The cost of a frame of a user stack, by bpf_get_stack()",
		.a = "get_stack_user_30",
		.b = "get_stack_user_10",
		.figure = per_frame,
	},
	{},
};

/* Passes the tracepoint task_rename and changes nothing. */
static int rename_self(void)
{
	char comm[16];

	if (syscall(SYS_prctl, PR_GET_NAME, comm, 0, 0, 0) ||
	    syscall(SYS_prctl, PR_SET_NAME, comm, 0, 0, 0))
		return -errno;
	return 0;
}

/*
 * The kernel walks user stacks by frame pointers. A function that takes its frame address has a
 * frame pointer, whatever the compiler's options are. The barrier keeps the call from becoming a
 * jump and the recursion from becoming a loop.
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

struct trace {
	struct tracefs_divert *divert;
};

static int divert_lines(struct bench_round *round)
{
	struct trace *trace = round->ctx;
	char why[sizeof(round->why)];
	/* The prefix is that of progs/helper_perf_trace.c. */
	int err = tracefs_divert_start(&trace->divert, "bpf_trace/bpf_trace_printk",
				       "bpf_string ~ \"bpf-perf*\"", why, sizeof(why));

	return err ? bench_skip(round, log_cause(err), "%s", why) : 0;
}

static int put_back_lines(struct bench_round *round)
{
	const struct trace *trace = round->ctx;
	int err = tracefs_divert_stop(trace->divert);

	return err ? bench_fail(round, "cannot restore tracefs: %s", strerror(-err)) : 0;
}

/* Notes the number of buffers to which a line is written, even if it is dropped there. */
static int note_buffers(struct bench_round *round, int (*run)(void *arg), void *arg)
{
	const struct trace *trace = round->ctx;
	int err = run(arg);

	note_always(round, tracefs_divert_shared(trace->divert) ? 2 : 1);
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
	const struct trace *trace = round->ctx;

	return tracefs_divert_settle(trace->divert);
}

static const struct bench_tweak timer_tweaks[] = {
	{ .name = "timer_arm_cancel_tracing", .elsewhere = "Linux 7.2 allows it, 6.18 does not" },
	{},
};

/* ------------------------------------------------------------------- the test */

void test_helper_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		{ BENCH_OBJECT(helper_perf_clock) },
		helper_perf_user_clock,
		{ BENCH_OBJECT(helper_perf_task) },
		{ BENCH_OBJECT(helper_perf_probe), USER_PAGES_OF_ROUNDS },
		{ BENCH_OBJECT(helper_perf_copy), USER_PAGES_OF_ROUNDS },
		/* How long a name is looked for depends on where the programs are. */
		{ BENCH_OBJECT(helper_perf_stack), .tweaks = stack_tweaks, .all_rounds = true },
		{
			BENCH_OBJECT(helper_perf_depth),
			.trigger = rename_deep,
			.tweaks = depth_tweaks,
			.derived = depth_derived,
		},
		{
			BENCH_OBJECT(helper_perf_trace),
			.ctx_size = sizeof(struct trace),
			.before = divert_lines,
			.after = put_back_lines,
			.setup = settle_lines,
			.tweaks = trace_tweaks,
		},
		{ BENCH_OBJECT(helper_perf_data) },
		{ BENCH_OBJECT(helper_perf_loop) },
		{ BENCH_OBJECT(helper_perf_net) },
		{ BENCH_OBJECT(helper_perf_lock) },
		{ BENCH_OBJECT(helper_perf_timer), .tweaks = timer_tweaks },
		{ BENCH_OBJECT(helper_perf_kfunc) },
		{ BENCH_OBJECT(helper_perf_cpumask), .trigger = rename_deep },
		{},
	};

	bench_run(bench, objects);
}
