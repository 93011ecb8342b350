// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "pattern_perf/events.h"
#include "pattern_perf/filter.h"
#include "pattern_perf/pairs.h"
#include "progs/pattern_perf.h"

#include "pattern_perf_filter.skel.h"

/* Bytes of most reads. */
#define SMALL_READ 64
/* What the ring buffer has before each event. */
#define HEADER 8
/* Reads of a run; of a figure of data, and between two looks at the buffer. */
#define READS 256
#define DATA_READS 2000
#define DATA_READS_QUICK 400
#define DATA_PART 200

struct filter {
	struct ring_buffer *ring;
	int zero;
	/* The programs' own: for whom they look. */
	volatile struct pattern_wanted *wanted;
	struct pattern_wanted ours;
	/* The attached program: what it sends. */
	enum { SENDS_NOTHING, SENDS_WANTED, SENDS_ALL } sends;
	/* Events that must have come, that came, those that nobody looked for, and bytes of all. */
	uint64_t due, came, unwanted, bytes;
};

static int take(void *arg, void *data, size_t size)
{
	const struct pattern_read *event = data;
	struct filter *filter = arg;

	filter->came++;
	filter->bytes += size + HEADER;
	/* Only what is looked for is large; see reads(). */
	if (size < sizeof(*event) || event->pid != filter->ours.pid ||
	    strcmp(event->comm, filter->ours.comm) ||
	    (filter->sends == SENDS_WANTED && event->size != PATTERN_LARGE))
		filter->unwanted++;
	return 0;
}

/* Takes what the programs have sent, which must be what they should have. */
static int check(struct bench_round *round)
{
	struct filter *filter = round->priv;
	int err = ring_buffer__consume(filter->ring);

	if (err >= 0)
		err = 0;
	if (!err && (filter->came != filter->due || filter->unwanted))
		err = bench_fail(round,
				 "%llu events came, %llu were due; nobody looked for %llu of them",
				 (unsigned long long)filter->came, (unsigned long long)filter->due,
				 (unsigned long long)filter->unwanted);
	filter->due = filter->came = filter->unwanted = 0;
	return err;
}

static int prepare(struct bench_round *round, unsigned int n)
{
	return check(round);
}

/* Reads n times, one in PATTERN_LARGE_ONE_IN of PATTERN_LARGE bytes. That is what the tool looks
 * for: at the others it looks for another process and another name. */
static int reads(struct filter *filter, unsigned int n)
{
	char data[PATTERN_LARGE];
	unsigned int i, large = 0;
	bool wanted;
	size_t size;

	for (i = 1; i <= n; i++) {
		wanted = i % PATTERN_LARGE_ONE_IN == 0;
		filter->wanted->pid = wanted ? filter->ours.pid : 0;
		filter->wanted->comm[0] = wanted ? filter->ours.comm[0] : '\n';
		size = wanted ? PATTERN_LARGE : SMALL_READ;
		if (read(filter->zero, data, size) != (ssize_t)size)
			return -EIO;
		large += wanted;
	}
	if (filter->sends != SENDS_NOTHING)
		filter->due += filter->sends == SENDS_ALL ? n : large;
	return 0;
}

static int base_filter(struct bench_round *round, unsigned int n, double *ns)
{
	return reads(round->priv, n);
}

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	struct filter *filter = round->priv;

	*link = bpf_program__attach(prog);
	if (!*link)
		return -errno;
	filter->sends = strcmp(bpf_program__name(prog), "none") ? SENDS_WANTED : SENDS_ALL;
	return 0;
}

static void detach(struct bench_round *round)
{
	((struct filter *)round->priv)->sends = SENDS_NOTHING;
}

/* Bytes for user space of a read(), with the program of round->arg. */
static int data(struct bench_round *round, unsigned int n, double *bytes)
{
	const struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, round->arg);
	struct filter *filter = round->priv;
	struct bpf_link *link;
	int err = prog ? attach(round, prog, &link) : -ENOENT, i;
	int n_reads = round->quick ? DATA_READS_QUICK : DATA_READS;

	if (err)
		return err;
	filter->bytes = 0;
	/* In parts, because the buffer is not large enough for all of them. */
	for (i = 0; !err && i < n_reads; i += DATA_PART) {
		err = reads(filter, DATA_PART);
		err = err ?: check(round);
	}
	detach(round);
	bpf_link__destroy(link);
	*bytes = (double)filter->bytes / i;
	return err;
}

static void teardown(struct bench_round *round)
{
	struct filter *filter = round->priv;

	if (!filter)
		return;
	ring_buffer__free(filter->ring);
	if (filter->wanted)
		munmap((void *)filter->wanted, sizeof(*filter->wanted));
	if (filter->zero >= 0)
		close(filter->zero);
	free(filter);
	round->priv = NULL;
}

static int setup(struct bench_round *round)
{
	int ring = bench_map_fd(round, "ring"), wanted = bench_map_fd(round, ".data.wanted");
	struct filter *filter = calloc(1, sizeof(*filter));
	void *map = MAP_FAILED;

	if (!filter)
		return -ENOMEM;
	round->priv = filter;
	filter->ours.pid = getpid();
	prctl(PR_GET_NAME, filter->ours.comm);
	filter->zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	if (filter->zero >= 0)
		map = mmap(NULL, sizeof(*filter->wanted), PROT_READ | PROT_WRITE, MAP_SHARED,
			   wanted, 0);
	if (map == MAP_FAILED)
		return -errno;
	filter->wanted = map;
	*filter->wanted = filter->ours;
	filter->ring = ring_buffer__new(ring, take, filter, NULL);
	return filter->ring ? 0 : -errno;
}

/* The bytes that user space gets of a read(). */
#define DATA(op, prog, what)                                                                       \
	{                                                                                          \
		.name = op "_data", .about = "Data for user space of a read(): " what,             \
		.run = data, .n = 1, .once = true, .unit = "bytes", .needs_prog = prog,            \
		.arg = prog                                                                        \
	}

static const struct bench_user_op ops[] = {
	{ .name = "base_filter",
	  .run = base_filter,
	  .prepare = prepare,
	  .n = READS,
	  .hidden = true },
	DATA("filter_none", "none", "all are sent"),
	DATA("filter_pid", "pid_first", "one in 20 is sent, by pid"),
	DATA("filter_comm", "comm_first", "one in 20 is sent, by name"),
	DATA("filter_size", "size_first", "one in 20 is sent, by size"),
	{},
};

#define TOOL(prog, text)                                                                           \
	{                                                                                          \
		.name = "filter_" prog, .about = text, .trigger = "base_filter",                   \
		.progs = { prog }, .attach = attach, .detach = detach, .shared = true              \
	}

static const struct bench_hook hooks[] = {
	TOOL("none", "A tool on read() that sends all, for user space to look"),
	TOOL("pid_last", "A tool on read() that collects all, then looks for a pid"),
	TOOL("pid_first", "A tool on read() that looks for a pid, then collects"),
	TOOL("comm_last", "A tool on read() that collects all, then looks for a name"),
	TOOL("comm_first", "A tool on read() that looks for a name, then collects"),
	TOOL("size_last", "A tool on read() that collects all, then looks for a size"),
	TOOL("size_first", "A tool on read() that looks for a size, then collects"),
	{},
};

/* What is left of the data if the program looks. */
#define DATA_LEFT(op)                                                                              \
	{                                                                                          \
		.name = op "_data_left", .about = "The data that are left if the program filters", \
		.a = op "_data", .b = "filter_none_data", .figure = bench_percent, .unit = "%"     \
	}

static const struct bench_derived pairs[] = {
	PAIR("filter_pid", "A filter by pid at the end, in times of one at the beginning",
	     "filter_pid_last", "filter_pid_first"),
	PAIR("filter_comm", "A filter by name at the end, in times of one at the beginning",
	     "filter_comm_last", "filter_comm_first"),
	PAIR("filter_size", "A filter by size at the end, in times of one at the beginning",
	     "filter_size_last", "filter_size_first"),
	DATA_LEFT("filter_pid"),
	DATA_LEFT("filter_comm"),
	DATA_LEFT("filter_size"),
	{},
};

const struct bench_object pattern_perf_filter = {
	BENCH_OBJECT(pattern_perf_filter),
	.rounds = PAIR_ROUNDS,
	.open = read_open,
	.setup = setup,
	.teardown = teardown,
	.user_ops = ops,
	.hooks = hooks,
	.derived = pairs,
};
