// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/clock.h"
#include "bench/hist.h"
#include "bench/log.h"
#include "prog_tests/output_perf/consumer.h"
#include "prog_tests/output_perf/control.h"
#include "prog_tests/output_perf/pipeline.h"
#include "progs/output_perf.h"

/* How long a run sends, ns. */
#define DURATION 3e6
/* How long the end may wait for room, ns. */
#define PATIENCE (1000 * 1000 * 1000ULL)
/* Who took that much longer for a load fell behind ... */
#define BEHIND 1.1
/* ... and may try again so often, unless it is hopeless. */
#define TRIES 10
#define HOPELESS 0.7
/* From this rate on several events a system call: a system call takes as long as
 * an event or two then, so the program itself waits for when the next is due. */
#define BURST_RATE 500000
#define BURST 16

/* What the consumer saw, counted by its thread and read when that has ended. */
struct seen {
	uint64_t received, missing, lost;
	/* Number that the next event has, unless some were lost. */
	uint64_t next;
	/* When the last one came. */
	uint64_t last;
	struct hist latency;
};

struct pipeline {
	volatile struct output_control *control;
	const struct output_load *load;
	/* The producer's. */
	int cpu, send, end;
	struct output_consumer consumer;
	pthread_t thread;
	struct seen seen;
	/* Between the threads. */
	bool ready, alone, ended, stop;
	/* Why the consumer gave up; read when its thread has ended. */
	int failed;
	/* Figures of the last run. */
	double offered, rate, loss;
};

int output_pipeline_setup(struct bench_round *round)
{
	struct pipeline *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->cpu = round->cpu;
	p->control = output_control_map(round);
	if (!p->control) {
		free(p);
		return -ENOENT;
	}
	round->priv = p;
	return 0;
}

void output_pipeline_teardown(struct bench_round *round)
{
	struct pipeline *p = round->priv;

	if (p)
		output_control_unmap(p->control);
	free(p);
	round->priv = NULL;
}

/* -------------------------------------------------------------------- consumer */

static void on_event(void *arg, const void *data, size_t size)
{
	struct pipeline *p = arg;
	struct seen *seen = &p->seen;
	uint64_t now = clock_ns();
	struct output_event event;

	/* Not ours: the one that it was is missing.  In a perf buffer events begin in
	 * the middle of a word. */
	if (size < sizeof(event))
		return;
	memcpy(&event, data, sizeof(event));
	seen->missing += event.seq - seen->next;
	seen->next = event.seq + 1;
	if (event.end) {
		__atomic_store_n(&p->ended, true, __ATOMIC_RELEASE);
		return;
	}
	seen->received++;
	seen->last = now;
	hist_add(&seen->latency, now > event.time ? now - event.time : 0);
}

static void on_lost(void *arg, uint64_t n)
{
	struct pipeline *p = arg;

	p->seen.lost += n;
}

static bool told(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void *consume(void *arg)
{
	struct pipeline *p = arg;

	p->alone = output_pin_elsewhere(p->cpu) < 0;
	__atomic_store_n(&p->ready, true, __ATOMIC_RELEASE);
	while (!p->failed && !p->alone && !told(&p->ended) && !told(&p->stop))
		p->failed = output_consumer_take(&p->consumer, p->load->busy, 50);
	return NULL;
}

static int start_consumer(struct pipeline *p, struct bench_round *round)
{
	int fd = bench_map_fd(round, p->load->map), err;

	memset(&p->seen, 0, sizeof(p->seen));
	p->ready = p->alone = p->ended = p->stop = false;
	p->failed = 0;
	p->consumer = (struct output_consumer){ .event = on_event, .lost = on_lost, .arg = p };
	if (p->load->pages)
		err = output_consumer_perf(&p->consumer, fd, -1, p->load->pages, 1);
	else
		err = output_consumer_ring(&p->consumer, fd);
	if (!err)
		err = -pthread_create(&p->thread, NULL, consume, p);
	if (err) {
		output_consumer_close(&p->consumer);
		return err;
	}
	/* It may have begun on this very CPU. */
	while (!told(&p->ready))
		sched_yield();
	return 0;
}

/* -------------------------------------------------------------------- producer */

static int send_burst(struct pipeline *p, unsigned int n)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	p->control->burst = n;
	return bpf_prog_test_run_opts(p->send, &opts);
}

/* Events when they are due, and at once when that is over; sets *start and *ns to
 * when that began and how long it took. */
static int send_by_schedule(struct pipeline *p, uint64_t *start, double *ns)
{
	unsigned int n = p->load->rate * (DURATION / 1e9), left = n;
	unsigned int burst = p->load->rate >= BURST_RATE ? BURST : 1;
	uint64_t interval = 1000000000 / p->load->rate;
	int err = 0;

	*start = clock_ns() + interval;
	p->control->interval = interval;
	p->control->due = *start;
	while (!err && left) {
		while (clock_ns() < p->control->due)
			;
		burst = burst < left ? burst : left;
		err = send_burst(p, burst);
		left -= burst;
	}
	/* The last one's interval is part of the schedule, too. */
	*ns = clock_ns() - *start;
	if (*ns < (double)n * interval)
		*ns = (double)n * interval;
	p->offered = n * 1e9 / *ns;
	return err;
}

static int send_at_once(struct pipeline *p, uint64_t *start, double *ns)
{
	uint64_t now = clock_ns();
	int err = 0;

	*start = now;
	p->control->interval = 0;
	while (!err && now - *start < DURATION) {
		err = send_burst(p, OUTPUT_BURST_MAX);
		now = clock_ns();
	}
	*ns = now - *start;
	p->offered = p->control->seq * 1e9 / *ns;
	return err;
}

/* The consumer knows from the end how many there were: it waits for room. */
static int send_end(struct pipeline *p)
{
	uint64_t until = clock_ns() + PATIENCE;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err = 0;

	p->control->ended = 0;
	while (!err && !p->control->ended && clock_ns() < until)
		err = bpf_prog_test_run_opts(p->end, &opts);
	return err ? err : p->control->ended ? 0 : -ETIMEDOUT;
}

/* ------------------------------------------------------------------------- runs */

/* Loss as the program counted it and as the consumer did. */
static int agree(struct bench_round *round, const struct pipeline *p)
{
	unsigned long long sent = p->control->seq, refused = p->control->refused;
	unsigned long long missing = p->seen.missing, received = p->seen.received;

	if (missing != refused || received + missing != sent)
		return bench_fail(round,
				  "of %llu events %llu were refused in the program, but %llu came "
				  "and %llu are missing at the consumer",
				  sent, refused, received, missing);
	refused += p->control->end_refused;
	if (p->load->pages && p->seen.lost != refused)
		return bench_fail(round,
				  "%llu events were refused in the program, but the buffer says "
				  "that %llu were lost",
				  refused, (unsigned long long)p->seen.lost);
	return 0;
}

/* Sends and waits until everything has come; *behind: not the load that was asked. */
static int run_once(struct bench_round *round, struct pipeline *p, bool *behind)
{
	uint64_t start = 0, end;
	double ns = 0;
	int err;

	p->control->seq = p->control->refused = p->control->end_refused = 0;
	err = start_consumer(p, round);
	if (err)
		return err;
	if (!p->alone)
		err = p->load->rate ? send_by_schedule(p, &start, &ns)
				    : send_at_once(p, &start, &ns);
	if (!err && !p->alone)
		err = send_end(p);
	if (err || p->alone)
		__atomic_store_n(&p->stop, true, __ATOMIC_RELEASE);
	pthread_join(p->thread, NULL);
	output_consumer_close(&p->consumer);
	if (p->alone)
		return bench_skip(round,
				  "needs a second CPU: on one, producer and consumer take turns");
	if (p->failed)
		return bench_fail(round, "%s: the consumer cannot take events: %s", p->load->name,
				  log_errno(p->failed));
	if (err == -ETIMEDOUT)
		return bench_fail(round, "%s: the consumer does not take any events",
				  p->load->name);
	*behind = p->load->rate && p->offered * BEHIND < p->load->rate;
	end = p->seen.last > start ? p->seen.last - start : 0;
	p->rate = p->seen.received * 1e9 / (ns > end ? ns : end);
	p->loss = p->control->seq ? 100.0 * p->control->refused / p->control->seq : 0;
	return err ? err : agree(round, p);
}

int output_pipeline_latency(struct bench_round *round, unsigned int n, double *ns)
{
	struct pipeline *p = round->priv;
	bool behind = true;
	double best = 0;
	int err = 0, i;

	if (round->insns)
		return bench_skip(round, "the clock counts instructions: they say nothing about "
					 "events a second, nor about waiting");
	p->load = round->arg;
	p->send = output_prog_fd(round, "send", p->load->name);
	p->end = output_prog_fd(round, "end", p->load->name);
	for (i = 0; !err && behind && i < TRIES; i++) {
		err = run_once(round, p, &behind);
		best = p->offered > best ? p->offered : best;
		if (i >= 2 && best < HOPELESS * p->load->rate)
			break;
	}
	if (err)
		return err;
	if (behind)
		return bench_later(round,
				   "cannot offer %u events/s here: the last attempts came to %.0f",
				   p->load->rate, best);
	hist_merge(round->hist, &p->seen.latency);
	round->runs = p->control->seq;
	round->errors = p->control->refused;
	*ns = hist_quantile(&p->seen.latency, 0.5);
	return 0;
}

int output_pipeline_rate(struct bench_round *round, unsigned int n, double *rate)
{
	const struct pipeline *p = round->priv;

	*rate = p->rate;
	return 0;
}

int output_pipeline_loss(struct bench_round *round, unsigned int n, double *percent)
{
	const struct pipeline *p = round->priv;

	*percent = p->loss;
	return 0;
}
