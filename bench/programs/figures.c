// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/drive.h"
#include "bench/programs/event.h"
#include "bench/programs/figures.h"
#include "bench/programs/memory.h"
#include "bench/programs/replace.h"
#include "bench/programs/verify.h"

/* Runs of the load for one figure, of which the fastest counts. */
#define LOAD_TIMES 4

struct tables *tables_of(const struct bench_round *round)
{
	return round->owner;
}

static struct object *object_of(const struct bench_round *round)
{
	return &tables_of(round)->object;
}

static struct program *program_of(const struct bench_round *round)
{
	return ((const struct operation *)round->arg)->program;
}

/* Skips what needs a loaded program, if it is not loaded: its own line says why. */
static int need_program(struct bench_round *round, const struct program *program)
{
	if (object_program(object_of(round), program))
		return 0;
	if (program->how == PROGRAM_REPLACES)
		return bench_skip(round, CAUSE_MISSING, "%s", program->why);
	if (program->optional)
		return bench_skip(round, CAUSE_LEFT_OUT,
				  "its section begins with '?': a loader loads it only on purpose");
	return bench_skip(round, CAUSE_LEFT_OUT, "it does not load: see %s",
			  program->refused ? "its .load" : "object-load");
}

/* Fails with the kernel's reason, unless this process may not do it or a file is not given. */
static int fail(struct bench_round *round, int err, enum cause cause, const char *why)
{
	return bench_reason(round, -ECANCELED,
			    cause == CAUSE_NOT_PERMITTED || cause == CAUSE_LEFT_OUT, cause, "%s",
			    why);
}

int figure_load(struct bench_round *round, unsigned int n, double *ns)
{
	const struct program *program = program_of(round);
	char why[480];
	int err;

	if (program->refused)
		return fail(round, program->refused, program->cause, program->why);
	err = verify_program(object_of(round), program, &round->verified, why, sizeof(why));
	if (err == -ENODATA)
		return bench_skip(round, CAUSE_NOT_TOLD, "%s", why);
	if (err)
		return fail(round, err, CAUSE_WRONG, why);
	*ns = round->verified.insns;
	return 0;
}

/* Called outside of the measurement, unlike figure_event(): only the runs themselves count. */
int figure_prepare_event(struct bench_round *round, unsigned int n)
{
	const struct operation *operation = round->arg;
	const struct program *program = operation->program;
	int err = need_program(round, program);

	if (err)
		return err;
	if (!program->outcomes)
		return bench_skip(round, CAUSE_MISSING, "%s", program->why);
	if (!operation->event.empty)
		event_returned(object_of(round), program, operation->event.packet, round->returned,
			       sizeof(round->returned));
	return 0;
}

/* Runs the program on packets. A tail is the kernel's time of a single run. */
int figure_event(struct bench_round *round, unsigned int n, double *ns)
{
	const struct operation *operation = round->arg;
	struct program *program = operation->program;
	double single;
	int err;

	if (n > 1)
		return event_run(object_of(round), program, operation->event, n, ns);
	err = event_single(object_of(round), program, operation->event, &single);
	*ns = single > program->empty_ns ? single - program->empty_ns : 0;
	return err;
}

int figure_attached(struct bench_round *round, unsigned int n, double *ns)
{
	const struct program *program = program_of(round);
	struct attached_runs runs;
	char why[480];
	int err = need_program(round, program);

	if (err)
		return err;
	err = attached_run(object_of(round), &tables_of(round)->place, program, &runs, why,
			   sizeof(why));
	if (err == -ECHILD || err == -ETIMEDOUT)
		return bench_fail(round, "%s", why);
	if (err)
		return bench_skip(round, log_cause(err), "not attached: %s", why);
	if (!runs.runs && program->how == PROGRAM_ON_SOCKETS)
		return bench_skip(round, CAUSE_MISSING, "it was %s and never ran: %s",
				  program->type == BPF_PROG_TYPE_STRUCT_OPS ? "registered"
									    : "attached",
				  "no message over our sockets, nor the built-in load, calls it");
	if (!runs.runs)
		return bench_skip(round, CAUSE_MISSING,
				  "it was attached and never ran under %s; --load gives another",
				  object_of(round)->options->load ? "this load"
								  : "the built-in load");
	round->runs = runs.runs;
	*ns = runs.each;
	return 0;
}

int figure_loaded_only(struct bench_round *round, unsigned int n, double *ns)
{
	return bench_skip(round, CAUSE_LEFT_OUT,
			  "programs of type %s can be loaded here, but neither run nor attached "
			  "alone",
			  libbpf_bpf_prog_type_str(program_of(round)->type));
}

int figure_attach(struct bench_round *round, unsigned int n, double *ns)
{
	struct program *program = program_of(round);
	char why[480];
	int err = need_program(round, program);

	if (err)
		return err;
	event_unpark(program);
	if (program->replaced)
		err = replaced_time(program, ns, &program->detach_ns, why, sizeof(why));
	else
		err = attached_time(object_of(round), &tables_of(round)->place, program, ns,
				    &program->detach_ns, why, sizeof(why));
	event_park(object_of(round), program);
	*ns /= 1000;
	return err ? bench_skip(round, log_cause(err), "not attached: %s", why) : 0;
}

int figure_detach(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = program_of(round)->detach_ns / 1000;
	return 0;
}

int figure_peak(struct bench_round *round, unsigned int n, double *ns)
{
	const struct program *program = program_of(round);
	char why[480];
	int64_t bytes;
	int err;

	if (program->refused)
		return bench_skip(round, CAUSE_LEFT_OUT, "it does not load: see its .load");
	err = memory_peak(object_of(round), program, &bytes, why, sizeof(why));
	if (err)
		return bench_skip(round, CAUSE_NOT_TOLD, "%s", why);
	*ns = bytes;
	return 0;
}

int figure_program_memory(struct bench_round *round, unsigned int n, double *ns)
{
	struct bpf_program *prog = object_program(object_of(round), program_of(round));
	int err = need_program(round, program_of(round));
	long long bytes;

	if (err)
		return err;
	bytes = bench_map_memlock(bpf_program__fd(prog));
	if (bytes < 0)
		return bench_skip(round, CAUSE_NOT_TOLD, "the kernel does not tell: %s",
				  log_errno(bytes));
	*ns = bytes;
	return 0;
}

/* Finds the created map of a figure. Returns 0, or what the figure returns instead. */
static int need_map(struct bench_round *round, const struct bpf_map **result)
{
	const struct map *which = ((const struct operation *)round->arg)->map;
	const struct object *object = object_of(round);
	const struct bpf_map *map;

	if (which->refused)
		return fail(round, which->refused, which->cause, which->why);
	map = object->obj ? bpf_object__find_map_by_name(object->obj, which->symbol) : NULL;
	if (!map)
		return bench_skip(round, CAUSE_LEFT_OUT,
				  "the object does not load: see object-load");
	if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS || bpf_map__fd(map) < 0)
		return bench_skip(round, CAUSE_NOT_TOLD,
				  "this kind of map holds no memory of its own");
	*result = map;
	return 0;
}

int figure_map_memory(struct bench_round *round, unsigned int n, double *ns)
{
	const struct bpf_map *map;
	int err = need_map(round, &map);
	long long bytes;

	if (err)
		return err;
	bytes = bench_map_memlock(bpf_map__fd(map));
	if (bytes < 0)
		return bench_skip(round, CAUSE_NOT_TOLD, "the kernel does not tell: %s",
				  log_errno(bytes));
	*ns = bytes;
	return 0;
}

int figure_map_charged(struct bench_round *round, unsigned int n, double *ns)
{
	const struct bpf_map *map;
	int64_t bytes = 0;
	char why[256];
	int err = need_map(round, &map);

	if (!err && memory_charged(map, &bytes, why, sizeof(why)))
		err = bench_skip(round, CAUSE_NOT_TOLD, "%s", why);
	*ns = bytes;
	return err;
}

int figure_object_load(struct bench_round *round, unsigned int n, double *ns)
{
	const struct object *object = object_of(round);

	if (object->load_err)
		return fail(round, object->load_err, object->load_cause, object->load_why);
	for (size_t i = 0; i < object->n_programs; i++)
		if (object->programs[i].refused && !object->programs[i].optional &&
		    object->programs[i].cause != CAUSE_LEFT_OUT)
			return bench_fail(round,
					  "%s is refused (see its .load), so the object as a whole "
					  "does not load; the rest is measured without it",
					  object->programs[i].name);
	for (size_t i = 0; i < object->n_maps; i++)
		if (object->maps[i].refused)
			return bench_fail(
				round,
				"%s cannot be created (see its .memory), so the object "
				"as a whole does not load; the rest is measured without it",
				object->maps[i].name);
	*ns = object->load_ns / 1000;
	return 0;
}

int figure_object_attach(struct bench_round *round, unsigned int n, double *ns)
{
	struct tables *tables = tables_of(round);
	struct object *object = &tables->object;
	struct attached_all all;
	size_t n_attached, i;
	uint64_t start;

	for (i = 0; i < object->n_programs; i++)
		event_unpark(&object->programs[i]);
	start = clock_ns();
	if (attached_all(&tables->object, &tables->place, true, &all))
		return -ENOMEM;
	*ns = (clock_ns() - start) / 1e3;
	n_attached = all.n;
	start = clock_ns();
	attached_none(&all);
	tables->detach_all_ns = clock_ns() - start;
	for (i = 0; i < object->n_programs; i++)
		event_park(object, &object->programs[i]);
	if (n_attached)
		return 0;
	return bench_skip(round, CAUSE_LEFT_OUT, "none of its programs can be attached here");
}

int figure_object_detach(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = tables_of(round)->detach_all_ns / 1000;
	return 0;
}

/* Runs the load some times and sets the time of an undisturbed run. */
static int time_load(struct bench_round *round, double *ns)
{
	const char *command = object_of(round)->options->load;
	unsigned int i, times = command ? 1 : LOAD_TIMES;
	char why[480];
	uint64_t start;
	int err = 0;

	*ns = INFINITY;
	for (i = 0; !err && i < times; i++) {
		start = clock_ns();
		err = drive(command, 1, PROGRAMS_LOAD_SECONDS, why, sizeof(why));
		*ns = fmin(*ns, clock_ns() - start);
	}
	return err ? bench_fail(round, "%s", why) : 0;
}

/* Returns what the load loses by the attached programs, in percent. */
int figure_slowdown(struct bench_round *round, unsigned int n, double *percent)
{
	struct tables *tables = tables_of(round);
	struct attached_all all;
	double first, with, last;
	int err;

	/* The first run only warms the caches. */
	err = tables->object.options->load ? 0 : time_load(round, &first);
	if (!err)
		err = time_load(round, &first);
	if (!err && attached_all(&tables->object, &tables->place, false, &all))
		err = -ENOMEM;
	if (err)
		return err;
	if (all.n)
		err = time_load(round, &with);
	else
		err = bench_skip(round, CAUSE_LEFT_OUT,
				 "no program of it is attached to what the load passes");
	attached_none(&all);
	/* Before and after: drift is the same on both sides. */
	if (!err)
		err = time_load(round, &last);
	if (err)
		return err;
	tables->lost_ns = with - (first + last) / 2;
	*percent = 100 * tables->lost_ns / ((first + last) / 2);
	return 0;
}

/* The same in microseconds of an operation. Less than nothing is within what loads vary. */
int figure_loss(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = fmax(tables_of(round)->lost_ns, 0) / 1000;
	return 0;
}
