// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "pattern_perf/events.h"
#include "progs/pattern_perf.h"

/* Pages of a perf buffer: the events of a run fit in. */
#define PAGES 64
/* Bytes of most reads. */
#define SMALL_READ 64

struct events {
	struct ring_buffer *ring;
	struct perf_buffer *perf;
	/* What the trigger reads. */
	int zero;
};

static int take_ring(void *arg, void *data, size_t size)
{
	return 0;
}

static void take_perf(void *arg, int cpu, void *data, __u32 size)
{
}

int events_setup(struct bench_round *round)
{
	int ring = bench_map_fd(round, "ring"), perf = bench_map_fd(round, "perf");
	struct events *e = calloc(1, sizeof(*e));
	int err = 0;

	if (!e)
		return -ENOMEM;
	e->zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	if (e->zero < 0)
		err = -errno;
	if (!err && ring >= 0 && !(e->ring = ring_buffer__new(ring, take_ring, NULL, NULL)))
		err = -errno;
	if (!err && perf >= 0 &&
	    !(e->perf = perf_buffer__new(perf, PAGES, take_perf, NULL, NULL, NULL)))
		err = -errno;
	round->priv = e;
	if (err)
		events_teardown(round);
	return err;
}

int events_prepare(struct bench_round *round)
{
	struct events *e = round->priv;
	int err = 0;

	if (e->ring)
		err = ring_buffer__consume(e->ring);
	if (err >= 0 && e->perf)
		err = perf_buffer__consume(e->perf);
	return err < 0 ? err : 0;
}

void events_teardown(struct bench_round *round)
{
	struct events *e = round->priv;

	if (!e)
		return;
	ring_buffer__free(e->ring);
	perf_buffer__free(e->perf);
	if (e->zero >= 0)
		close(e->zero);
	free(e);
	round->priv = NULL;
}

/* ------------------------------------------------------------------------- prints */

struct print {
	struct tracefs_divert *divert;
};

size_t print_size(void)
{
	return sizeof(struct print);
}

int print_before(struct bench_round *round)
{
	struct print *print = round->ctx;
	char why[sizeof(round->why)];
	/* The prefix is that of progs/pattern_perf_print.c. */
	int err = tracefs_divert_start(&print->divert, "bpf_trace/bpf_trace_printk",
				       "bpf_string ~ \"bpf-perf*\"", why, sizeof(why));

	return err ? bench_skip(round, log_cause(err), "%s", why) : 0;
}

int print_after(struct bench_round *round)
{
	struct print *print = round->ctx;
	int err = tracefs_divert_stop(print->divert);

	return err ? bench_fail(round, "cannot restore tracefs: %s", strerror(-err)) : 0;
}

int print_setup(struct bench_round *round)
{
	const struct print *print = round->ctx;
	int err = tracefs_divert_settle(print->divert);

	return err ? err : events_setup(round);
}

/* -------------------------------------------------------------------------- reads */

int read_open(struct bench_round *round)
{
	struct bpf_map *rodata = bpf_object__find_map_by_name(round->obj, ".rodata");
	size_t size = 0;
	uint64_t *number = rodata ? bpf_map__initial_value(rodata, &size) : NULL;

	/* It is the only constant there. */
	if (!number || size < sizeof(*number))
		return -ENOENT;
	*number = SYS_read;
	return 0;
}

int read_prepare(struct bench_round *round, unsigned int n)
{
	return events_prepare(round);
}

/* Reads n times: all of one size, or one in large_one_in of PATTERN_LARGE bytes. */
static int read_zeros(const struct bench_round *round, unsigned int n, unsigned int large_one_in)
{
	const struct events *e = round->priv;
	char data[PATTERN_LARGE];
	unsigned int i;
	size_t size;

	for (i = 1; i <= n; i++) {
		size = large_one_in && i % large_one_in == 0 ? sizeof(data) : SMALL_READ;
		if (read(e->zero, data, size) != (ssize_t)size)
			return -EIO;
	}
	return 0;
}

int read_calls(struct bench_round *round, unsigned int n, double *ns)
{
	return read_zeros(round, n, 0);
}

int read_sizes(struct bench_round *round, unsigned int n, double *ns)
{
	return read_zeros(round, n, PATTERN_LARGE_ONE_IN);
}
