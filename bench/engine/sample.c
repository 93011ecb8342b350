// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/engine/mark.h"
#include "bench/engine/program_cost.h"
#include "bench/engine/sample.h"
#include "bench/kernel/clock.h"

/* Size of the packet for network programs: more than Ethernet, IPv4 and TCP headers. */
#define PACKET_SIZE 128

/* The arguments of run_program(). */
struct run {
	const struct group *group;
	const struct bpf_program *prog;
	struct bench_round *round;
	/* Gets readings around the run; NULL for none. */
	struct count_window *window;
	/* It is a window of the tracer. */
	bool traced;
};

static bool takes_packet(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_SK_SKB:
		return true;
	default:
		return false;
	}
}

static int test_run(const struct bpf_program *prog)
{
	static const char packet[PACKET_SIZE];
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	if (takes_packet(bpf_program__type(prog))) {
		opts.data_in = packet;
		opts.data_size_in = sizeof(packet);
		opts.repeat = 1;
	}
	return bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
}

static int run_once(const struct run *run)
{
	return run->group->object->trigger ? run->group->object->trigger(run->round)
					   : test_run(run->prog);
}

static int run_program(void *arg)
{
	const struct run *run = arg;
	int err = run->window ? hw_read(run->window->hw, run->window->before) : 0;

	if (run->traced)
		mark_open();
	if (!err)
		err = run_once(run);
	if (run->traced)
		mark_close();
	if (!err && run->window)
		err = hw_read(run->window->hw, run->window->after);
	return err;
}

static int run_prepared(const struct op *op, struct run *run)
{
	const struct bench_object *object = run->group->object;
	int err = object->prepare ? object->prepare(run->round) : 0;

	if (err)
		return err;
	if (op->tweak && op->tweak->around)
		return op->tweak->around(run->round, run_program, run);
	return run_program(run);
}

int sample_program(const struct group *group, const struct op *op, const struct bpf_program *prog,
		   struct bench_round *round, struct count_window *window)
{
	return run_prepared(
		op,
		&(struct run){ .group = group, .prog = prog, .round = round, .window = window });
}

/* Runs a user-space operation and adds its time and errors to op. */
static int run_user(struct op *op, const struct bench_user_op *user, struct bench_round *round,
		    unsigned int n, double *ns)
{
	uint64_t start, end;
	int err = 0;

	round->arg = user->arg;
	round->hist = op->hist;
	round->runs = n;
	round->errors = 0;
	round->verified = (struct verifier_stats){};
	round->returned[0] = '\0';
	if (user->prepare)
		err = user->prepare(round, n);
	if (err)
		return err;
	*ns = NAN;
	if (op->traced)
		mark_open();
	start = clock_ns();
	err = user->run(round, n, ns);
	end = clock_ns();
	if (op->traced)
		mark_close();
	op->run_ns = end - start;
	op->run_n = n;
	if (isnan(*ns)) {
		*ns = op->run_ns;
		op->timed_ns += op->run_ns;
		op->timed += n;
	}
	op->errors += round->errors;
	if (!err && round->verified.insns)
		program_cost_add(&op->program, &round->verified);
	if (!err && round->returned[0])
		memcpy(op->returned, round->returned, sizeof(op->returned));
	return err;
}

/* Returns the operation that runs: for attached programs it is the trigger. */
static const struct op *runs(const struct op *op)
{
	return op->hook ? op->base : op;
}

int sample_run(const struct group *group, struct op *op, struct bench_round *round, double *ns)
{
	const struct op *of = runs(op);
	uint64_t before;
	int err;

	if (of->user) {
		unsigned int n = op->of || of->user->once ? 1 : of->user->n;

		err = run_user(op, of->user, round, n, ns);
		if (err)
			return err;
		*ns /= n;
		/* run() may report more than n, for example samples. How many there should be is
		 * unknown. */
		op->expected_runs += round->runs > n ? round->runs : n;
		op->runs += round->runs;
		return 0;
	}
	before = round->out->runs;
	err = run_prepared(of, &(struct run){ .group = group,
					      .prog = of->loop_prog,
					      .round = round,
					      .traced = op->traced });
	if (err)
		return err;
	if (round->out->runs == before)
		return -ENODATA;
	op->expected_runs += round->out->n;
	op->runs += round->out->runs - before;
	op->run_ns = round->out->ns;
	op->run_n = round->out->n;
	*ns = (double)round->out->ns / round->out->n;
	return 0;
}

int sample_tail(const struct group *group, struct op *op, struct bench_round *round)
{
	const struct op *of = runs(op);
	double ns;
	int err;

	if (of->user) {
		if (of->user->no_tail || of->user->once || op->of)
			return 0;
		err = run_user(op, of->user, round, 1, &ns);
		if (!err)
			hist_add(op->hist, ns > round->out->clock ? ns - round->out->clock : 0);
		return err;
	}
	return of->tail_prog ? sample_program(group, of, of->tail_prog, round, NULL) : 0;
}

int sample_attach(const struct group *group, struct bpf_program *prog, struct bpf_link **link)
{
	*link = NULL;
	if (!group->object->trigger || !prog)
		return 0;
	*link = bpf_program__attach(prog);
	return *link ? 0 : -errno;
}
