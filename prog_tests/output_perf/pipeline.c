// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "prog_tests/output_perf/consumer.h"
#include "prog_tests/output_perf/control.h"
#include "prog_tests/output_perf/pipeline.h"
#include "progs/output_perf.h"

/* Time that a run sends, in ns. */
#define DURATION 3e6
/* Longest time that the end may wait for room, in ns. */
#define PATIENCE (1000 * 1000 * 1000ULL)
/* If a run takes this many times as long as the load asks for, it fell behind. */
#define BEHIND 1.1
/* A run that fell behind is repeated this often, unless the rate is below the share HOPELESS of the
 * load. */
#define TRIES 10
#define HOPELESS 0.7
/* From this rate on, several events are sent per system call: a system call then takes as long as
 * one or two events. The program itself waits until the next event is due. */
#define BURST_RATE 500000
#define BURST 16

/* What the consumer's thread has seen. It is read after the thread has ended. */
struct seen {
	uint64_t received, missing, lost;
	/* Number of the next event, unless events were lost. */
	uint64_t next;
	/* Time of the last event. */
	uint64_t last;
	struct hist latency;
};

struct pipeline {
	volatile struct output_control *control;
	const struct output_load *load;
	/* The producer's CPU and its programs. */
	int cpu, send, end;
	struct output_consumer consumer;
	pthread_t thread;
	struct seen seen;
	/* Shared between the threads. */
	bool ready, alone, ended, stop;
	/* Why the consumer gave up; it is read after its thread has ended. */
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

	/* An event of the wrong size: the one that was sent is missing. In a perf buffer, events
	 * may begin in the middle of a word. */
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
	/* The thread may have begun on this CPU. */
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

/* Sends events when they are due, and at once if they are overdue. *start and *ns become the
 * beginning and the duration. */
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
	/* The interval after the last event belongs to the schedule, too. */
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

/* The end tells the consumer how many events there were, so it waits for room. */
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

/* Compares the losses as the program and as the consumer counted them. */
static int agree(struct bench_round *round, const struct pipeline *p)
{
	unsigned long long sent = p->control->seq, refused = p->control->refused;
	unsigned long long missing = p->seen.missing, received = p->seen.received;

	if (missing != refused || received + missing != sent)
		return bench_fail(
			round,
			"of %llu events the program saw %llu refused, but the consumer got %llu "
			"and missed %llu",
			sent, refused, received, missing);
	refused += p->control->end_refused;
	if (p->load->pages && p->seen.lost != refused)
		return bench_fail(round,
				  "the program saw %llu events refused, but the buffer reports "
				  "%llu lost events",
				  refused, (unsigned long long)p->seen.lost);
	return 0;
}

/* Sends events and waits until all have arrived. Sets *behind if the load was not reached. */
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
		return bench_skip(
			round, CAUSE_MACHINE,
			"it needs a second CPU: on one CPU, producer and consumer take turns");
	if (p->failed)
		return bench_fail(round, "%s: the consumer failed: %s", p->load->name,
				  log_errno(p->failed));
	if (err == -ETIMEDOUT)
		return bench_fail(round, "%s: the consumer does not take events", p->load->name);
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
		return bench_skip(round, CAUSE_CLOCK,
				  "the clock counts instructions, which tell nothing about "
				  "events per second or waiting");
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
				   "cannot offer %u events/s here: the last attempts reached %.0f",
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
