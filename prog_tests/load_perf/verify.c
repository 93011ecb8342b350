// SPDX-License-Identifier: GPL-2.0-only
/* Loads programs of 100 to 100 000 instructions, and asks the verifier what it did. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "load_perf/generate.h"
#include "load_perf/load_perf.h"
#include "load_perf/wanted.h"

#include "load_perf.skel.h"
#include "load_perf_set.skel.h"

#define LOG_SIZE (64 << 10)

int wanted_make(const struct bench_round *round, struct generated *made)
{
	const struct wanted *wanted = round->arg;

	if (wanted->shape == SHAPE_CALLBACK &&
	    !bpf_object__find_program_by_name(round->obj, "needs_loop"))
		return -ENOENT;
	return generate(made, wanted->shape, wanted->n);
}

/* Loads and unloads n programs. What the generation takes is not measured. */
static int load(struct bench_round *round, unsigned int n, double *ns)
{
	struct generated made;
	int err = wanted_make(round, &made), fd;
	uint64_t start;

	if (err)
		return err;
	start = clock_ns();
	for (; !err && n; n--) {
		fd = generate_load(&made, NULL, 0);
		if (fd < 0)
			err = fd;
		else
			close(fd);
	}
	*ns = clock_ns() - start;
	generate_free(&made);
	return err;
}

/* What the kernel says about a program that it loaded. */
struct said {
	struct verifier_stats stats;
	struct bpf_prog_info info;
};

static int ask(struct bench_round *round, struct said *said)
{
	char *log = calloc(1, LOG_SIZE);
	__u32 size = sizeof(said->info);
	struct generated made;
	int err = log ? wanted_make(round, &made) : -ENOMEM, fd;

	*said = (struct said){};
	if (err) {
		free(log);
		return err;
	}
	fd = generate_load(&made, log, LOG_SIZE);
	err = fd < 0 ? fd : bpf_obj_get_info_by_fd(fd, &said->info, &size);
	if (!err && !verifier_parse(log, &said->stats))
		err = -EPROTO;
	if (fd >= 0)
		close(fd);
	generate_free(&made);
	free(log);
	return err;
}

/* Keeps what was said for the operation that is another figure of the same load. */
static int verified(struct bench_round *round, unsigned int n, double *insns)
{
	struct said *said = round->ctx;
	int err = ask(round, said);

	*insns = said->stats.insns;
	return err;
}

static int peak_states(struct bench_round *round, unsigned int n, double *states)
{
	const struct said *said = round->ctx;

	*states = said->stats.peak_states;
	return 0;
}

static int jited(struct bench_round *round, unsigned int n, double *bytes)
{
	struct said said;
	int err = ask(round, &said);

	if (!err && !said.info.jited_prog_len)
		return bench_skip(round, CAUSE_NOT_TOLD, "this kernel does not tell the size");
	*bytes = said.info.jited_prog_len;
	return err;
}

/* A program of progs/load_perf_set.c: loads it alone, and asks how many instructions the verifier
 * processed. */
static int of_set(struct bench_round *round, unsigned int n, double *insns)
{
	struct verifier_stats stats = {};
	char *log = calloc(1, LOG_SIZE);
	struct bpf_program *prog, *wanted;
	struct bpf_object *obj;
	size_t size;
	const void *elf = load_perf_set__elf_bytes(&size);
	int err;

	obj = log ? bpf_object__open_mem(elf, size, NULL) : NULL;
	wanted = obj ? bpf_object__find_program_by_name(obj, round->arg) : NULL;
	if (!wanted) {
		err = -errno;
		bpf_object__close(obj);
		free(log);
		return err;
	}
	bpf_object__for_each_program (prog, obj)
		bpf_program__set_autoload(prog, prog == wanted);
	bpf_program__set_log_buf(wanted, log, LOG_SIZE);
	bpf_program__set_log_level(wanted, 4);
	err = bpf_object__load(obj);
	if (!err && !verifier_parse(log, &stats))
		err = -EPROTO;
	*insns = stats.insns;
	bpf_object__close(obj);
	free(log);
	return err;
}

#define LOAD(kind, number, what)                                                                   \
	.name = "load_" what, .about = "Loads and unloads a program: " what " instructions",       \
	.run = load, .n = 1, .no_tail = true, .arg = &(const struct wanted)                        \
	{                                                                                          \
		.shape = kind, .n = number                                                         \
	}

/* The figure of a program of 10 000 instructions. */
#define TOLD(kind, op, text, call, in)                                                             \
	.name = op, .about = text, .run = call, .n = 1, .once = true, .unit = in,                  \
	.arg = &(const struct wanted)                                                              \
	{                                                                                          \
		.shape = kind, .n = 10000                                                          \
	}

/* Another figure of the load that counts what is processed. */
#define PEAK_STATES(program, what)                                                                 \
	.name = "peak_states_" program "_10k",                                                     \
	.about = "States that the verifier keeps at most at a time: " what, .run = peak_states,    \
	.n = 1, .once = true, .unit = "states", .of = "verified_" program "_10k"

#define SET(program, text)                                                                         \
	.name = "set_" program, .about = text, .run = of_set, .n = 1, .once = true,                \
	.unit = "verified_insns", .arg = program

#define NEEDS_LOOP .needs_prog = "needs_loop"

static const struct bench_user_op verify_ops[] = {
	{ LOAD(SHAPE_STRAIGHT, 100, "straight_100") },
	{ LOAD(SHAPE_STRAIGHT, 1000, "straight_1k") },
	{ LOAD(SHAPE_STRAIGHT, 10000, "straight_10k") },
	{ LOAD(SHAPE_LOOP, 100, "loop_100") },
	{ LOAD(SHAPE_LOOP, 1000, "loop_1k") },
	{ LOAD(SHAPE_LOOP, 10000, "loop_10k") },
	{ LOAD(SHAPE_BRANCH, 100, "branch_100") },
	{ LOAD(SHAPE_BRANCH, 1000, "branch_1k") },
	{ LOAD(SHAPE_BRANCH, 10000, "branch_10k") },
	{ LOAD(SHAPE_CALLBACK, 100, "callback_100"), NEEDS_LOOP },
	{ LOAD(SHAPE_CALLBACK, 1000, "callback_1k"), NEEDS_LOOP },
	{ LOAD(SHAPE_CALLBACK, 10000, "callback_10k"), NEEDS_LOOP },
	{ TOLD(SHAPE_STRAIGHT, "verified_straight_10k",
	       "Counts what the verifier processes: additions", verified, "verified_insns") },
	{ TOLD(SHAPE_LOOP, "verified_loop_10k", "Counts what the verifier processes: a loop",
	       verified, "verified_insns") },
	{ TOLD(SHAPE_BRANCH, "verified_branch_10k", "Counts what the verifier processes: branches",
	       verified, "verified_insns") },
	{ TOLD(SHAPE_CALLBACK, "verified_callback_10k",
	       "Counts what the verifier processes: a callback", verified, "verified_insns"),
	  NEEDS_LOOP },
	{ PEAK_STATES("straight", "additions") },
	{ PEAK_STATES("loop", "a loop") },
	{ PEAK_STATES("branch", "branches") },
	{ PEAK_STATES("callback", "a callback"), NEEDS_LOOP },
	{ TOLD(SHAPE_STRAIGHT, "jited_straight_10k", "Counts the bytes of machine code: additions",
	       jited, "bytes") },
	{ TOLD(SHAPE_BRANCH, "jited_branch_10k", "Counts the bytes of machine code: branches",
	       jited, "bytes") },
	{ SET("parser", "Counts what the verifier processes: headers of a packet") },
	{ SET("strings", "Counts what the verifier processes: a search in a text") },
	{ SET("lookups", "Counts what the verifier processes: nested lookups in maps") },
	{ SET("classify", "Counts what the verifier processes: rules with many branches") },
	{ SET("calls", "Counts what the verifier processes: functions that call functions") },
	{},
};

/* They take tenths of a second. */
static const struct bench_user_op large_ops[] = {
	{ LOAD(SHAPE_STRAIGHT, 100000, "straight_100k") },
	{ LOAD(SHAPE_LOOP, 100000, "loop_100k") },
	{ LOAD(SHAPE_CALLBACK, 100000, "callback_100k"), NEEDS_LOOP },
	{},
};

const struct bench_object load_perf_verify = {
	BENCH_OBJECT(load_perf),
	.ctx_size = sizeof(struct said),
	.user_ops = verify_ops,
	.every = 2,
};

const struct bench_object load_perf_large = {
	BENCH_OBJECT_AS("load_perf_large", load_perf),
	.user_ops = large_ops,
	.slow = true,
	.every = 4,
	.rounds = 2,
	.one_round = true,
};
