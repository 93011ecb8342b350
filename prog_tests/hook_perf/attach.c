// SPDX-License-Identifier: GPL-2.0-only
/* Measures the time of attaching to many functions, and of detaching. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include "test_progs.h"
#include "hook_perf/functions.h"
#include "hook_perf/hook_perf.h"

#include "hook_perf_attach.skel.h"

/* Numbers of functions. MANY are attached to at once, or one by one if they are named: that takes
 * minutes. */
#define FEW 100
#define MANY 1000

/* The kernel's functions. They are read once, because there are 50 000 of them. */
struct kernel {
	struct functions unused, all;
};

/* Additional functions for those that cannot be attached to: inlined, or refused. */
#define SPARE 50

static int cannot_read(struct bench_round *round, int err)
{
	return bench_skip(round, log_cause(err),
			  "cannot read from tracefs which functions ftrace can reach: %s",
			  log_errno(err));
}

static int read_so_many(struct bench_round *round, size_t n)
{
	struct kernel *kernel = round->ctx;
	int err = functions_unused(&kernel->unused, n + SPARE);

	if (!err && kernel->unused.n < n)
		err = -ENOENT;
	return err ? cannot_read(round, err) : 0;
}

static int read_unused(struct bench_round *round)
{
	return read_so_many(round, FEW);
}

static int read_many(struct bench_round *round)
{
	return read_so_many(round, MANY);
}

static int read_both(struct bench_round *round)
{
	struct kernel *kernel = round->ctx;
	int err = read_unused(round);

	if (err)
		return err;
	err = functions_all(&kernel->all);
	if (!err && kernel->all.n < MANY)
		err = -ENOENT;
	return err ? cannot_read(round, err) : 0;
}

static int forget(struct bench_round *round)
{
	struct kernel *kernel = round->ctx;

	functions_free(&kernel->unused);
	functions_free(&kernel->all);
	return 0;
}

/* Both times of one go in ns. The operation decides which one is its figure. */
struct times {
	double attach, detach;
};

static const struct bpf_program *find(const struct bench_round *round, const char *name)
{
	return bpf_object__find_program_by_name(round->obj, name);
}

/* A kernel may refuse some of the functions: then it takes the next one. Returns 0 or a negative
 * errno; *attached becomes the number of links in both cases. */
static int attach_kprobes(struct bench_round *round, struct bpf_link **links, unsigned int n,
			  unsigned int *attached)
{
	const struct bpf_program *prog = find(round, "on_kprobe");
	const struct functions *unused = &((const struct kernel *)round->ctx)->unused;
	int err = -ENOENT;
	size_t i;

	*attached = 0;
	for (i = 0; *attached < n && i < unused->n && i < n + SPARE; i++) {
		links[*attached] = bpf_program__attach_kprobe(prog, false, unused->names[i]);
		if (links[*attached])
			++*attached;
		else
			err = -errno;
		bench_alive(round);
	}
	return *attached == n ? 0 : err;
}

static int kprobes(struct bench_round *round, unsigned int n, struct times *times)
{
	struct bpf_link **links = calloc(n, sizeof(*links));
	unsigned int i, attached;
	uint64_t start, middle;
	int err;

	if (!links)
		return -ENOMEM;
	start = clock_ns();
	err = attach_kprobes(round, links, n, &attached);
	middle = clock_ns();
	for (i = 0; i < attached; i++) {
		bpf_link__destroy(links[i]);
		bench_alive(round);
	}
	times->detach = clock_ns() - middle;
	times->attach = middle - start;
	free(links);
	return err;
}

static int kprobe_multi(struct bench_round *round, unsigned int n, struct times *times)
{
	const struct kernel *kernel = round->ctx;
	const struct functions *functions = n > FEW ? &kernel->all : &kernel->unused;
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = (const char **)functions->names,
		    .cnt = n > functions->n ? functions->n : n);
	uint64_t start, middle;
	struct bpf_link *link;

	start = clock_ns();
	link = bpf_program__attach_kprobe_multi_opts(find(round, "on_kprobe_multi"), NULL, &opts);
	if (!link)
		return -errno;
	middle = clock_ns();
	bpf_link__destroy(link);
	times->detach = clock_ns() - middle;
	times->attach = middle - start;
	return 0;
}

static int load_fentry(const struct btf *btf, const char *function)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_FENTRY);
	int id = btf__find_by_name_kind(btf, function, BTF_KIND_FUNC);

	if (id < 0)
		return id;
	opts.attach_btf_id = id;
	return bpf_prog_load(BPF_PROG_TYPE_TRACING, "on_fentry", "GPL", nothing,
			     ARRAY_SIZE(nothing), &opts);
}

/*
 * Loads at most n programs, each for a function of its own. Returns how many, or a negative errno.
 */
static int load_fentries(const struct functions *unused, int *progs, unsigned int n)
{
	struct btf *btf = btf__load_vmlinux_btf();
	unsigned int loaded = 0;
	int err = -ENOENT;
	size_t i;

	if (!btf)
		return -errno;
	for (i = 0; loaded < n && i < unused->n; i++) {
		progs[loaded] = load_fentry(btf, unused->names[i]);
		if (progs[loaded] >= 0)
			loaded++;
		else
			err = progs[loaded];
	}
	btf__free(btf);
	return loaded ? (int)loaded : err;
}

/* A kernel may refuse some of the functions: then it takes the next one. */
static int attach_fentries(struct bench_round *round, const int *progs, unsigned int loaded,
			   int *links, unsigned int n)
{
	unsigned int i, attached = 0;
	int err = -ENOENT;

	for (i = 0; attached < n && i < loaded; i++) {
		links[attached] = bpf_raw_tracepoint_open(NULL, progs[i]);
		if (links[attached] >= 0)
			attached++;
		else
			err = links[attached];
		bench_alive(round);
	}
	if (attached == n)
		return 0;
	while (attached)
		close(links[--attached]);
	return err;
}

static int fentries(struct bench_round *round, unsigned int n, struct times *times)
{
	int progs[MANY + SPARE], links[MANY], loaded, i, err;
	const struct kernel *kernel = round->ctx;
	unsigned int spare = n > 1 ? SPARE : 5;
	uint64_t start, middle;

	loaded = load_fentries(&kernel->unused, progs, n + spare);
	if (loaded < 0)
		return loaded;
	start = clock_ns();
	err = attach_fentries(round, progs, loaded, links, n);
	middle = clock_ns();
	for (i = 0; !err && i < (int)n; i++) {
		close(links[i]);
		bench_alive(round);
	}
	times->detach = clock_ns() - middle;
	times->attach = middle - start;
	for (i = 0; i < loaded; i++)
		close(progs[i]);
	return err;
}

/* The kind of attaching, and the number of functions. */
struct go {
	int (*run)(struct bench_round *round, unsigned int n, struct times *times);
	unsigned int n;
};

/* Keeps the times of the last go for the operation that is its other figure. */
static int setup(struct bench_round *round)
{
	round->priv = calloc(1, sizeof(struct times));
	return round->priv ? 0 : -ENOMEM;
}

static void teardown(struct bench_round *round)
{
	free(round->priv);
	round->priv = NULL;
}

static int report_attach(struct bench_round *round, unsigned int n, double *ns)
{
	const struct go *go = round->arg;
	struct times *times = round->priv;
	int err = go->run(round, go->n, times);

	/* As for hooks: what the kernel lacks, forbids or has no memory for is no failure. */
	if (err && log_cause(err) != CAUSE_WRONG)
		return bench_skip(round, log_cause(err), "attaching failed: %s", log_errno(err));
	*ns = times->attach;
	return err;
}

static int report_detach(struct bench_round *round, unsigned int n, double *ns)
{
	const struct times *times = round->priv;

	*ns = times->detach;
	return 0;
}

#define OP(kind, what, label, prog, text, ...)                                                     \
	{                                                                                          \
		.name = kind "_" #what "_" label, .about = text, .run = report_##what, .n = 1,     \
		.once = true, .no_tail = true, .needs_prog = prog, __VA_ARGS__                     \
	}
#define BOTH(kind, label, functions, go, prog)                                                     \
	OP(kind, attach, label, prog, "Attaches " kind " to " functions, .arg = go),               \
		OP(kind, detach, label, prog, "Detaches " kind " from " functions,                 \
		   .of = kind "_attach_" label)
static const struct go kprobe_1 = { kprobes, 1 };
static const struct go kprobe_100 = { kprobes, 100 };
static const struct go kprobe_1000 = { kprobes, MANY };
static const struct go kprobe_multi_1 = { kprobe_multi, 1 };
static const struct go kprobe_multi_100 = { kprobe_multi, 100 };
static const struct go kprobe_multi_1000 = { kprobe_multi, 1000 };
static const struct go fentry_1 = { fentries, 1 };
static const struct go fentry_100 = { fentries, 100 };
static const struct go fentry_1000 = { fentries, MANY };
static const struct go kprobe_multi_all = { kprobe_multi, UINT_MAX };

static const struct bench_user_op few[] = {
	BOTH("kprobe", "1", "one function", &kprobe_1, "on_kprobe"),
	BOTH("kprobe_multi", "1", "one function", &kprobe_multi_1, "on_kprobe_multi"),
	BOTH("kprobe_multi", "100", "100 functions at once", &kprobe_multi_100, "on_kprobe_multi"),
	BOTH("fentry", "1", "one function", &fentry_1, NULL),
	{},
};

static const struct bench_user_op many[] = {
	BOTH("kprobe", "100", "100 functions, one by one", &kprobe_100, "on_kprobe"),
	BOTH("fentry", "100", "100 functions, one by one", &fentry_100, NULL),
	BOTH("kprobe_multi", "1000", "1000 functions at once", &kprobe_multi_1000,
	     "on_kprobe_multi"),
	BOTH("kprobe_multi", "all", "all functions at once", &kprobe_multi_all, "on_kprobe_multi"),
	{},
};

static const struct bench_user_op most[] = {
	BOTH("kprobe", "1000", "1000 functions, one by one", &kprobe_1000, "on_kprobe"),
	BOTH("fentry", "1000", "1000 functions, one by one", &fentry_1000, NULL),
	{},
};

static int attach_all(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link)
{
	const struct functions *all = &((const struct kernel *)round->ctx)->all;
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = (const char **)all->names, .cnt = all->n);

	*link = bpf_program__attach_kprobe_multi_opts(prog, NULL, &opts);
	return *link ? 0 : -errno;
}

static const struct bench_hook aside[] = {
	{ .name = "kprobe_multi_aside",
	  .about = "A function without a program while all others have one, by kprobe.multi",
	  .trigger = "base_numa",
	  .progs = { "on_all" },
	  .attach = attach_all,
	  .aside = true,
	  .shared = true },
	{},
};

const struct bench_object hook_perf_attach = {
	BENCH_OBJECT(hook_perf_attach),
	.ctx_size = sizeof(struct kernel),
	.before = read_unused,
	.after = forget,
	.setup = setup,
	.teardown = teardown,
	.user_ops = few,
};

const struct bench_object hook_perf_attach_many = {
	BENCH_OBJECT_AS("hook_perf_attach_many", hook_perf_attach),
	.ctx_size = sizeof(struct kernel),
	.before = read_both,
	.after = forget,
	.setup = setup,
	.teardown = teardown,
	.user_ops = many,
	.hooks = aside,
	.slow = true,
	.one_round = true,
	.every = 6,
};

const struct bench_object hook_perf_attach_most = {
	BENCH_OBJECT_AS("hook_perf_attach_most", hook_perf_attach),
	.ctx_size = sizeof(struct kernel),
	.before = read_many,
	.after = forget,
	.setup = setup,
	.teardown = teardown,
	.user_ops = most,
	.only_named = true,
	.slow = true,
	.rounds = 1,
	.one_round = true,
	.every = 6,
};
