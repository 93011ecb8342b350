// SPDX-License-Identifier: GPL-2.0-only
#include "bench/engine/estimate.h"
#include "bench/engine/figures.h"
#include "bench/engine/ksym.h"
#include "bench/engine/mark.h"
#include "bench/engine/trace.h"

void trace_start(struct bench *bench)
{
	/* Without it the tracer has no names of programs, and says so. */
	if (bench->config->insns)
		ksym_open(&bench->ksym, bench->config->cpu);
}

void trace_stop(struct bench *bench)
{
	ksym_close(&bench->ksym);
}

static void say_change(const struct ksym_change *change)
{
	mark_say("%s\t%llx\t%x\t%s", change->gone ? "gone" : "code",
		 (unsigned long long)change->address, change->size, change->name);
}

void trace_round(const struct measurement *m)
{
	if (m->bench->config->insns)
		mark_say("round\t%s\t%s\t%u", m->bench->config->test, m->group->object->name,
			 m->group->round);
}

/* Returns why there is no window whose clock reads are the operation's figure; NULL if there is
 * one. */
static const char *no_window(const struct op *op)
{
	if (op->user && op->user->windows)
		return NULL;
	if (op->derived)
		return "it is computed from two other figures";
	if (op->of)
		return "it is another figure of the same runs";
	if (op->user && op->user->once)
		return "the operation itself computes the figure of a round";
	if (op_unit(op))
		return "it is no time";
	return NULL;
}

static void say_program(const struct op *op, const struct bpf_program *prog)
{
	uint64_t address = ksym_address(prog);
	char name[64];

	if (address) {
		mark_say("window\t%s\tprogram\t%llx", op->name, (unsigned long long)address);
		return;
	}
	ksym_name(prog, name, sizeof(name));
	mark_say("window\t%s\tnamed\t%s", op->name, name);
}

void trace_begin(struct measurement *m, struct op *op, bool keep)
{
	const struct op *of = op->hook ? op->base : op;

	op->traced = keep && m->bench->config->insns && !no_window(op) &&
		     !(op->user && op->user->windows);
	if (!op->traced)
		return;
	if (!ksym_read(&m->bench->ksym, say_change))
		mark_say("lost");
	if (of->user)
		mark_say("window\t%s\tuser", op->name);
	else
		say_program(op, of->loop_prog);
}

void trace_end(struct op *op, int err, double share)
{
	if (op->traced && !err)
		mark_say("took\t%.0f\t%llu\t%.17g", op->run_ns, (unsigned long long)op->run_n,
			 share);
	op->traced = false;
}

void trace_window(struct bench *bench, const char *operation)
{
	if (!bench->config->insns)
		return;
	if (!ksym_read(&bench->ksym, say_change))
		mark_say("lost");
	mark_say("window\t%s\tuser", operation);
	mark_open();
}

void trace_took(const struct bench *bench, double ns)
{
	if (!bench->config->insns)
		return;
	mark_close();
	mark_say("took\t%.0f\t1\t%.17g", ns, ns);
}

void trace_figure(const struct group *group, const struct op *op, const struct bench *bench)
{
	const char *why = no_window(op);
	double samples, rounds;

	if (!bench->config->insns || op->state >= OP_SKIPPED || !op->n_rounds)
		return;
	if (why) {
		mark_say("none\t%s\t%s\t%s", bench->config->test, op->name, why);
		return;
	}
	samples = op->user && op->user->windows ? 0.5 : figures_quantile(op);
	rounds = estimate_quantile(op, bench);
	mark_say("figure\t%s\t%s\t%s\t%s\t%.17g\t%.17g", bench->config->test, group->object->name,
		 op->name, op->base ? op->base->name : "-", samples, rounds);
}
