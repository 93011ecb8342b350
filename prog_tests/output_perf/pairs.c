// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "prog_tests/output_perf/consumer.h"
#include "prog_tests/output_perf/control.h"
#include "prog_tests/output_perf/pairs.h"

/* Events per run. If the clock counts instructions, it is exact and needs fewer. */
#define EVENTS 10000
#define EVENTS_INSNS 2000
/* Runs of the program before user space reads the buffer, which is not full by then. */
#define CALLS 10

struct pairs {
	volatile struct output_control *control;
	struct output_consumer consumer;
	struct output_buffer buffer;
	/* The values of one key for all CPUs. */
	uint64_t *values;
	int cpus;
	const struct output_way *way;
	/* What user space has found in this run. */
	uint64_t found, counts[OUTPUT_KEYS];
	double bytes;
};

static void on_event(void *arg, const void *data, size_t size)
{
	const struct output_event *event = data;
	struct pairs *p = arg;

	if (p->way->counts)
		p->counts[event->key]++;
	else if (!p->way->filters || event->seq % OUTPUT_PASS_ONE_IN == 0)
		p->found++;
}

void output_pairs_teardown(struct bench_round *round)
{
	struct pairs *p = round->priv;

	if (!p)
		return;
	output_consumer_close(&p->consumer);
	output_buffer_close(&p->buffer);
	if (p->control)
		output_control_unmap(p->control);
	free(p->values);
	free(p);
	round->priv = NULL;
}

int output_pairs_setup(struct bench_round *round)
{
	struct pairs *p = calloc(1, sizeof(*p));
	int fd = bench_map_fd(round, "ring"), err;

	round->priv = p;
	if (!p)
		return -ENOMEM;
	p->cpus = libbpf_num_possible_cpus();
	p->values = p->cpus > 0 ? calloc(p->cpus, sizeof(*p->values)) : NULL;
	p->control = output_control_map(round);
	p->consumer.event = on_event;
	p->consumer.arg = p;
	err = p->cpus < 0 ? p->cpus : p->values && p->control ? 0 : -ENOMEM;
	if (!err)
		err = output_consumer_ring(&p->consumer, fd);
	if (!err)
		err = output_buffer_ring(&p->buffer, fd, OUTPUT_BUFFER);
	if (err)
		output_pairs_teardown(round);
	return err;
}

/* Adds the program's counts to ours and resets them. */
static int read_map(struct bench_round *round, struct pairs *p)
{
	int fd = bench_map_fd(round, "counts"), cpu;
	uint64_t key;

	for (key = 0; key < OUTPUT_KEYS; key++) {
		if (bpf_map_lookup_elem(fd, &key, p->values))
			return -errno;
		for (cpu = 0; cpu < p->cpus; cpu++)
			p->counts[key] += p->values[cpu];
		memset(p->values, 0, p->cpus * sizeof(*p->values));
		if (bpf_map_update_elem(fd, &key, p->values, BPF_EXIST))
			return -errno;
		p->bytes += sizeof(key) + p->cpus * sizeof(*p->values);
	}
	return 0;
}

static int make_keys(struct bench_round *round, struct pairs *p)
{
	int fd = bench_map_fd(round, "counts");
	uint64_t key;

	memset(p->values, 0, p->cpus * sizeof(*p->values));
	for (key = 0; key < OUTPUT_KEYS; key++)
		if (bpf_map_update_elem(fd, &key, p->values, BPF_ANY))
			return -errno;
	return 0;
}

/* Checks the answer. It is known: one event in one_in passes, and keys take turns. */
static int check(struct bench_round *round, const struct pairs *p, unsigned int events)
{
	uint64_t key, right;

	if (p->control->refused)
		return bench_fail(round, "%s: %llu events were lost", p->way->name,
				  (unsigned long long)p->control->refused);
	for (key = 0; key < OUTPUT_KEYS && (p->way->counts || p->way->reads_map); key++) {
		right = events / OUTPUT_KEYS + (key < events % OUTPUT_KEYS);
		if (p->counts[key] != right)
			return bench_fail(round, "%s: key %llu was counted %llu times, not %llu",
					  p->way->name, (unsigned long long)key,
					  (unsigned long long)p->counts[key],
					  (unsigned long long)right);
	}
	if (p->way->one_in && p->found != events / p->way->one_in)
		return bench_fail(round, "%s: %llu of %u events were found, not %u", p->way->name,
				  (unsigned long long)p->found, events, events / p->way->one_in);
	return 0;
}

static int send_and_take(struct pairs *p, int fd, unsigned int events)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	unsigned int sent, calls = 0;
	int err = 0;

	for (sent = 0; !err && sent < events; sent += OUTPUT_PAIR_BURST) {
		err = bpf_prog_test_run_opts(fd, &opts);
		if (!err && ++calls % CALLS == 0)
			err = output_consumer_take(&p->consumer, true, 0);
	}
	return err ? err : output_consumer_take(&p->consumer, true, 0);
}

int output_pairs_cost(struct bench_round *round, unsigned int n, double *ns)
{
	unsigned int events = round->insns ? EVENTS_INSNS : EVENTS;
	struct pairs *p = round->priv;
	uint64_t start, position;
	int err, fd;

	p->way = round->arg;
	fd = output_prog_fd(round, "send", p->way->name);
	if (fd < 0)
		return fd;
	p->found = 0;
	memset(p->counts, 0, sizeof(p->counts));
	p->control->seq = p->control->refused = 0;
	err = make_keys(round, p);
	if (err)
		return err;
	position = *p->buffer.produced;
	p->bytes = 0;
	start = clock_ns();
	err = send_and_take(p, fd, events);
	if (!err && p->way->reads_map)
		err = read_map(round, p);
	*ns = (double)(clock_ns() - start) * n / events;
	round->runs = events;
	p->bytes = (p->bytes + (*p->buffer.produced - position)) / events;
	return err ? err : check(round, p, events);
}

int output_pairs_data(struct bench_round *round, unsigned int n, double *bytes)
{
	const struct pairs *p = round->priv;

	*bytes = p->bytes;
	return 0;
}
