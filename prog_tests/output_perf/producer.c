// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "test_progs.h"
#include "prog_tests/output_perf/consumer.h"
#include "prog_tests/output_perf/producer.h"
#include "progs/output_perf.h"

/* Longest time in ns that a consumer may need for the events of a run. */
#define PATIENCE (1000 * 1000 * 1000ULL)

/* The buffers of all objects. Each object has some of them. */
static const struct kind {
	const char *map;
	bool ring;
	/* For a perf buffer. */
	unsigned int wakeup_events;
	/* The programs leave events for which nobody is woken. */
	bool leaves_rest;
} kinds[] = {
	{ .map = "ring", .ring = true },
	{ .map = "ring_wakeup_100", .ring = true, .leaves_rest = true },
	{ .map = "perf", .wakeup_events = 1 },
	{ .map = "perf_wakeup_100", .wakeup_events = OUTPUT_EVERY, .leaves_rest = true },
	{ .map = "perf_no_wakeup", .wakeup_events = OUTPUT_RARELY_WAKE },
};

#define KINDS ARRAY_SIZE(kinds)

/* One buffer and its consumer. */
struct output {
	const struct kind *kind;
	struct output_buffer buffer;
	/* Bytes of room in the buffer. */
	size_t size;
	struct output_consumer consumer;
	pthread_t thread;
	bool waits;
	/* Shared between the threads. */
	bool stop, ended;
	pid_t tid;
	/* The consumer was seen asleep, when the buffer had this position. */
	bool slept;
	uint64_t produced;
	/* The CPU of the producer. */
	int cpu;
};

static void interrupt(int signal)
{
}

/*
 * The thread sleeps in epoll_wait(), which a signal ends. A signal that comes before it sleeps has
 * no effect, so another one may be needed. pthread_cancel() would need libgcc_s.so at run time,
 * which a small system does not have.
 */
static void stop_waiting(struct output *output)
{
	struct sigaction action = { .sa_handler = interrupt }, before;

	sigaction(SIGUSR1, &action, &before);
	__atomic_store_n(&output->stop, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&output->ended, __ATOMIC_ACQUIRE)) {
		pthread_kill(output->thread, SIGUSR1);
		usleep(50);
	}
	pthread_join(output->thread, NULL);
	sigaction(SIGUSR1, &before, NULL);
}

void output_producer_teardown(struct bench_round *round)
{
	struct output *outputs = round->priv, *o;

	for (o = outputs; o && o < outputs + KINDS; o++) {
		if (o->waits)
			stop_waiting(o);
		output_buffer_close(&o->buffer);
		output_consumer_close(&o->consumer);
	}
	free(outputs);
	round->priv = NULL;
}

/* Opens the buffers that the object has; open_one() opens each. */
static int open_outputs(struct bench_round *round, size_t size,
			int (*open_one)(struct output *output, int map_fd))
{
	struct output *outputs = calloc(KINDS, sizeof(*outputs));
	int err = outputs ? 0 : -ENOMEM, fd;
	size_t i;

	round->priv = outputs;
	for (i = 0; !err && i < KINDS; i++) {
		outputs[i].kind = &kinds[i];
		outputs[i].size = size;
		outputs[i].cpu = round->cpu;
		fd = bench_map_fd(round, kinds[i].map);
		if (fd >= 0)
			err = open_one(&outputs[i], fd);
	}
	if (err)
		output_producer_teardown(round);
	return err;
}

static int open_buffer(struct output *output, int fd)
{
	const struct kind *kind = output->kind;

	return kind->ring ? output_buffer_ring(&output->buffer, fd, output->size)
			  : output_buffer_perf(&output->buffer, fd, output->cpu, output->size,
					       kind->wakeup_events);
}

/* ---------------------------------------------------------- without a consumer */

int output_idle_setup(struct bench_round *round)
{
	return open_outputs(round, OUTPUT_BUFFER, open_buffer);
}

/* During a run the room only shrinks. If there is room at its end, there was room for every event:
 * the loop programs do not check the results of calls. */
int output_idle_prepare(struct bench_round *round)
{
	struct output *outputs = round->priv;
	struct output_buffer *buffer;
	size_t i, used;

	for (i = 0; i < KINDS; i++) {
		buffer = &outputs[i].buffer;
		if (!buffer->size)
			continue;
		used = output_buffer_used(buffer);
		if (used + OUTPUT_EVENT_MAX + OUTPUT_HEADER_MAX > buffer->size)
			return bench_fail(round,
					  "%s: %zu of %zu bytes are in use after a run: events may "
					  "have been refused",
					  kinds[i].map, used, buffer->size);
		output_buffer_empty(buffer);
	}
	return 0;
}

/* ------------------------------------------------------- with one that waits */

static void *wait_for_events(void *arg)
{
	struct output *output = arg;
	int err = 0;

	/* If there is no other CPU, it runs on this one, after the producer. */
	output_pin_elsewhere(output->cpu);
	__atomic_store_n(&output->tid, gettid(), __ATOMIC_RELEASE);
	while (!err && !__atomic_load_n(&output->stop, __ATOMIC_ACQUIRE))
		err = output_consumer_take(&output->consumer, false, -1);
	__atomic_store_n(&output->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Maps the buffer as the consumer sees it, beside the consumer's own mapping. */
static int open_consumer(struct output *output, int fd)
{
	size_t pages = output->size / sysconf(_SC_PAGESIZE), size;
	void *mapped;
	int err;

	if (output->kind->ring) {
		err = output_consumer_ring(&output->consumer, fd);
		return err ? err : output_buffer_ring(&output->buffer, fd, output->size);
	}
	err = output_consumer_perf(&output->consumer, fd, output->cpu, pages,
				   output->kind->wakeup_events);
	if (!err)
		err = perf_buffer__buffer(output->consumer.perf, 0, &mapped, &size);
	if (!err)
		output_buffer_of(&output->buffer, mapped);
	return err;
}

static int start_consumer(struct output *output, int fd)
{
	int err = open_consumer(output, fd);

	if (!err)
		err = -pthread_create(&output->thread, NULL, wait_for_events, output);
	output->waits = !err;
	return err;
}

int output_waiting_setup(struct bench_round *round)
{
	return open_outputs(round, OUTPUT_BUFFER, start_consumer);
}

/* Also returns false if this is unknown. /proc exists on every machine that measures. */
static bool asleep(const struct output *output)
{
	char path[48], stat[256], *state;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat",
		 __atomic_load_n(&output->tid, __ATOMIC_ACQUIRE));
	if (mount_read(AT_FDCWD, path, stat, sizeof(stat)))
		return false;
	/* The state follows the name, which may contain anything: "1 (test_progs) S 0". */
	state = strrchr(stat, ')');
	return state && !strncmp(state, ") S", 3);
}

/*
 * Waits until all events are taken and every consumer sleeps again. A consumer that took the last
 * event is awake for another microsecond or two, and the first event of the next run would not have
 * to wake it.
 */
int output_waiting_prepare(struct bench_round *round)
{
	struct output *outputs = round->priv, *o;
	uint64_t end = clock_ns() + PATIENCE;

	for (o = outputs; o < outputs + KINDS; o++) {
		size_t rest = o->kind->leaves_rest ? o->buffer.size / 8 : 0;

		/* If nothing has been produced since, the consumer is still asleep. */
		if (!o->waits || (o->slept && o->produced == *o->buffer.produced))
			continue;
		while (output_buffer_used(&o->buffer) > rest || !asleep(o)) {
			if (clock_ns() > end)
				return bench_fail(
					round,
					"%s: the consumer does not take the events, or does "
					"not sleep again",
					o->kind->map);
			sched_yield();
		}
		o->slept = true;
		o->produced = *o->buffer.produced;
	}
	return 0;
}

/* --------------------------------------------------------------- no room at all */

int output_full_setup(struct bench_round *round)
{
	int err = open_outputs(round, OUTPUT_EVENT_MAX, open_buffer);

	if (!err)
		err = bench_prog_run(round, "fill");
	return err;
}

/* --------------------------------------------------- from user space to a program */

static const unsigned int user_sizes[] = { 16, 64, 256, 1024, 4096 };

#define USER_SIZES ARRAY_SIZE(user_sizes)

int output_user_setup(struct bench_round *round)
{
	struct user_ring_buffer **rings = calloc(USER_SIZES, sizeof(*rings));
	char name[32];
	size_t i;
	int fd;

	round->priv = rings;
	if (!rings)
		return -ENOMEM;
	for (i = 0; i < USER_SIZES; i++) {
		snprintf(name, sizeof(name), "user_%u", user_sizes[i]);
		fd = bench_map_fd(round, name);
		if (fd < 0)
			continue;
		rings[i] = user_ring_buffer__new(fd, NULL);
		if (!rings[i]) {
			int err = -errno;

			output_user_teardown(round);
			return err;
		}
	}
	return 0;
}

/* Fills the buffers: a run takes fewer events than they have. */
int output_user_prepare(struct bench_round *round)
{
	struct user_ring_buffer **rings = round->priv;
	uint64_t *event;
	size_t i;

	for (i = 0; i < USER_SIZES; i++) {
		while (rings[i] && (event = user_ring_buffer__reserve(rings[i], user_sizes[i]))) {
			/* The programs check this value. */
			*event = user_sizes[i];
			user_ring_buffer__submit(rings[i], event);
		}
		if (rings[i] && errno != ENOSPC)
			return -errno;
	}
	return 0;
}

void output_user_teardown(struct bench_round *round)
{
	struct user_ring_buffer **rings = round->priv;
	size_t i;

	for (i = 0; rings && i < USER_SIZES; i++)
		user_ring_buffer__free(rings[i]);
	free(rings);
	round->priv = NULL;
}
