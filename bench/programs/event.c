// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/log.h"
#include "bench/kernel/netns.h"
#include "bench/programs/event.h"
#include "bench/programs/replace.h"
#include "bench/programs/returns.h"

/* Runs of a program that returns at once, of which the fastest says what the clock costs. */
#define EMPTY_RUNS 64
/* The loopback interface of every network namespace. */
#define LOOPBACK 1
/* Runs of a packet in one system call, at least. */
#define LEAST_REPEAT 16
/* Room for a frame that a program made longer. */
#define GROWN (64 << 10)

static bool takes_packets(const struct program *program)
{
	return program->how == PROGRAM_ON_PACKETS || program->how == PROGRAM_REPLACES;
}

/* Returns what is run: the program, or the one in which it replaces a function. */
static struct bpf_program *run_program(const struct object *object, const struct program *program)
{
	return program->replaced ? program->replaced->target.prog : object_program(object, program);
}

/* Returns how many packets there are; a context counts as one. */
static size_t packet_count(const struct object *object, const struct program *program)
{
	return takes_packets(program) ? object->packets.n : 1;
}

/* Runs a program on packet i, repeat times in one system call if the type allows that. out, if not
 * NULL, gets the packet afterwards. */
static int run_once(const struct object *object, const struct program *program, int fd, size_t i,
		    unsigned int repeat, struct bpf_test_run_opts *opts)
{
	*opts = (struct bpf_test_run_opts){
		.sz = sizeof(*opts),
		.data_out = opts->data_out,
		.data_size_out = opts->data_size_out,
	};
	if (takes_packets(program)) {
		opts->data_in = object->packets.at[i].data;
		opts->data_size_in = object->packets.at[i].size;
		opts->repeat = repeat;
	} else if (object->ctx_in) {
		opts->ctx_in = object->ctx_in;
		opts->ctx_size_in = object->ctx_size;
	}
	return bpf_prog_test_run_opts(fd, opts);
}

unsigned int event_count(const struct object *object, int packet)
{
	unsigned int n = object->bench->pace.in.n;
	unsigned int packets = packet == EVENT_ALL ? object->packets.n : 1;

	/* A system call costs as much as some runs of a program, so each takes some. */
	return packets * (n / packets > LEAST_REPEAT ? n / packets : LEAST_REPEAT);
}

int event_single(struct object *object, struct program *program, struct event event, double *ns)
{
	int fd = event.empty ? program->empty : program->fd;
	struct bpf_test_run_opts opts = {};
	/* The packets take turns. */
	size_t packet = event.packet == EVENT_ALL ? program->turn++ % packet_count(object, program)
						  : (size_t)event.packet;
	int err = run_once(object, program, fd, packet, 1, &opts);

	*ns = opts.duration;
	return err;
}

int event_run(struct object *object, struct program *program, struct event event, unsigned int n,
	      double *ns)
{
	int fd = event.empty ? program->empty : program->fd;
	bool all = event.packet == EVENT_ALL;
	size_t packets = all ? packet_count(object, program) : 1, i;
	bool single = program->alters || !takes_packets(program);
	bool waits = !single && program->run_type == BPF_PROG_TYPE_XDP &&
		     program->parked[event.empty].link < 0;
	unsigned int each = n / packets, j;
	double sum = 0;
	int err = 0;

	for (i = 0; !err && i < packets; i++)
		for (j = 0; !err && j < (single ? each : 1); j++) {
			struct bpf_test_run_opts opts = {};

			err = run_once(object, program, fd, all ? i : (size_t)event.packet,
				       single ? 1 : each, &opts);
			sum += (double)opts.duration * each;
		}
	/* The kernel's own time is in whole nanoseconds, but without that wait: see park(). */
	if (waits)
		*ns = sum;
	return err;
}

/* Loads a program of the same type that returns 0 at once. */
static int load_empty(const struct object *object, struct program *program)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct bpf_program *prog = run_program(object, program);
	LIBBPF_OPTS(bpf_prog_load_opts, opts,
		    .expected_attach_type = bpf_program__expected_attach_type(prog));

	if (program->run_type == BPF_PROG_TYPE_SYSCALL)
		opts.prog_flags = BPF_F_SLEEPABLE;
	program->empty = bpf_prog_load(program->run_type, NULL, "GPL", insns, 2, &opts);
	return program->empty < 0 ? -errno : 0;
}

/* Runs the program once on each packet. */
static int find_outcomes(struct object *object, struct program *program)
{
	int fd = program->fd, err = 0;
	size_t packets = packet_count(object, program), i;
	char *out = malloc(GROWN);
	struct bpf_test_run_opts opts;

	free(program->outcomes);
	program->outcomes = calloc(packets, sizeof(*program->outcomes));
	program->alters = false;
	if (!program->outcomes || !out)
		err = -ENOMEM;
	for (i = 0; !err && i < packets; i++) {
		const struct packet *packet = &object->packets.at[i];

		opts.data_out = takes_packets(program) ? out : NULL;
		opts.data_size_out = opts.data_out ? GROWN : 0;
		err = run_once(object, program, fd, i, 1, &opts);
		program->outcomes[i].returned = opts.retval;
		if (!err && opts.data_out &&
		    (opts.data_size_out != packet->size || memcmp(out, packet->data, packet->size)))
			program->alters = true;
	}
	free(out);
	return err;
}

/* Finds the shortest time that the kernel measures around a program that does nothing. */
static void time_empty(struct object *object, struct program *program)
{
	const struct event empty = { .empty = true, .packet = EVENT_ALL };
	double ns;

	program->empty_ns = 0;
	for (int i = 0; i < EMPTY_RUNS; i++)
		if (!event_single(object, program, empty, &ns) && ns > 0 &&
		    (!program->empty_ns || ns < program->empty_ns))
			program->empty_ns = ns;
}

/*
 * BPF_PROG_TEST_RUN makes an XDP program the target of a direct call, as attaching does, and waits
 * for RCU before and after its loop: that takes milliseconds where the loop takes microseconds. It
 * does not if the program is attached already. If that fails, runs are only slower.
 */
static void park(struct parked *parked, int fd)
{
	int before;

	*parked = (struct parked){ .netns = netns_new(), .link = -1 };
	before = parked->netns >= 0 ? netns_enter(parked->netns) : -1;
	if (before < 0)
		return;
	parked->link = bpf_link_create(fd, LOOPBACK, BPF_XDP, NULL);
	netns_leave(before);
}

static void unpark(struct parked *parked)
{
	if (parked->link >= 0)
		close(parked->link);
	if (parked->netns >= 0)
		close(parked->netns);
	*parked = (struct parked){ -1, -1 };
}

void event_park(struct object *object, struct program *program)
{
	if (program->run_type == BPF_PROG_TYPE_XDP && run_program(object, program))
		park(&program->parked[0], bpf_program__fd(run_program(object, program)));
}

void event_unpark(struct program *program)
{
	unpark(&program->parked[0]);
}

int event_prepare(struct object *object, struct program *program, char *why, size_t size)
{
	size_t packets = packet_count(object, program);
	struct bpf_test_run_opts opts;
	int err;

	program->fd = bpf_program__fd(run_program(object, program));
	err = load_empty(object, program);
	if (!err && program->run_type == BPF_PROG_TYPE_XDP) {
		event_park(object, program);
		park(&program->parked[1], program->empty);
	}
	if (!err)
		err = find_outcomes(object, program);
	for (unsigned int i = 0; !err && i < object->options->warm; i++) {
		opts.data_out = NULL;
		opts.data_size_out = 0;
		err = run_once(object, program, program->fd, i % packets, 1, &opts);
	}
	if (err)
		snprintf(why, size, "BPF_PROG_TEST_RUN: %s%s", log_errno(err),
			 program->how == PROGRAM_ON_CONTEXT && !object->ctx_in
				 ? "; --ctx-in gives its context"
				 : "");
	else
		time_empty(object, program);
	return err;
}

void event_release(struct program *program)
{
	unpark(&program->parked[0]);
	unpark(&program->parked[1]);
	if (program->empty >= 0)
		close(program->empty);
	program->empty = -1;
}

/* A return value and how many packets had it. */
struct tally {
	uint32_t value;
	size_t n;
};

static int by_count(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n)
			    : (x->value > y->value) - (x->value < y->value);
}

void event_returned(const struct object *object, const struct program *program, int packet,
		    char *text, size_t size)
{
	struct tally tallies[64] = {};
	size_t packets = packet_count(object, program), n = 0, i, j, used = 0;
	char name[64];

	if (packet != EVENT_ALL) {
		return_name(program->run_type, program->outcomes[packet].returned, text, size);
		return;
	}
	for (i = 0; i < packets; i++) {
		for (j = 0; j < n && tallies[j].value != program->outcomes[i].returned; j++)
			;
		/* The last place takes all values for which there is no place. */
		if (j == n && n < sizeof(tallies) / sizeof(*tallies))
			tallies[n++].value = program->outcomes[i].returned;
		tallies[j < n ? j : n - 1].n++;
	}
	qsort(tallies, n, sizeof(*tallies), by_count);
	for (i = 0; i < n && used < size; i++) {
		return_name(program->run_type, tallies[i].value, name, sizeof(name));
		used += snprintf(text + used, size - used, "%s%s", i ? ", " : "", name);
		if (packets > 1 && used < size)
			used += snprintf(text + used, size - used, " %zu", tallies[i].n);
	}
}
