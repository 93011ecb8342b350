// SPDX-License-Identifier: GPL-2.0-only
/* Makes the operations of an object, in tables for the engine. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/attached.h"
#include "bench/programs/drive.h"
#include "bench/programs/event.h"
#include "bench/programs/object.h"
#include "bench/programs/verify.h"

/* An object with the tables that the engine reads. */
struct tables {
	struct object object;
	struct place place;
	struct operation *operations;
	struct bench_user_op *ops;
	size_t n;
	double detach_all_ns;
	/* What an operation of the load lost, in clock units. */
	double lost_ns;
};

/* The argument of a callback. */
struct operation {
	struct program *program;
	struct map *map;
	/* The program that returns at once. */
	bool empty;
};

/* Runs of the load for one figure, of which the fastest counts. */
#define LOAD_TIMES 4
/* Enough rounds where instructions are counted: an emulated machine loads large objects for a
 * second each. */
#define INSNS_ROUNDS 8
/* Operations per program and per map, and of the object, with the one that ends the table. */
#define OPS_PER_PROGRAM 6
#define OPS_PER_MAP 1
#define OPS_OF_OBJECT 6

static struct tables *tables_of(const struct bench_round *round)
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
	if (program->optional)
		return bench_skip(round, CAUSE_LEFT_OUT,
				  "its section begins with '?': a loader loads it only on purpose");
	return bench_skip(round, CAUSE_LEFT_OUT, "it does not load: see %s",
			  program->refused ? "its .load" : "object-load");
}

/* Fails with the kernel's reason, unless this process may not do it. */
static int fail(struct bench_round *round, int err, enum cause cause, const char *why)
{
	return bench_reason(round, -ECANCELED, cause == CAUSE_NOT_PERMITTED, cause, "%s", why);
}

static int run_load(struct bench_round *round, unsigned int n, double *ns)
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

/* Called outside of the measurement, unlike run_event(): only the runs themselves count. */
static int prepare_event(struct bench_round *round, unsigned int n)
{
	const struct operation *operation = round->arg;
	const struct program *program = operation->program;
	int err = need_program(round, program);

	if (err)
		return err;
	if (!program->outcomes)
		return bench_skip(round, CAUSE_MISSING, "%s", program->why);
	if (!operation->empty)
		event_returned(object_of(round), program, round->returned, sizeof(round->returned));
	return 0;
}

/* Runs the program on packets. A tail is the kernel's time of a single run. */
static int run_event(struct bench_round *round, unsigned int n, double *ns)
{
	const struct operation *operation = round->arg;
	struct program *program = operation->program;
	double single;
	int err;

	if (n > 1)
		return event_run(object_of(round), program, operation->empty, n, ns);
	err = event_single(object_of(round), program, operation->empty, &single);
	*ns = single > program->empty_ns ? single - program->empty_ns : 0;
	return err;
}

static int run_attached(struct bench_round *round, unsigned int n, double *ns)
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
	if (!runs.runs)
		return bench_skip(round, CAUSE_MISSING,
				  "it was attached and never ran under %s; --load gives another",
				  object_of(round)->options->load ? "this load"
								  : "the built-in load");
	round->runs = runs.runs;
	*ns = runs.each;
	return 0;
}

static int run_loaded_only(struct bench_round *round, unsigned int n, double *ns)
{
	return bench_skip(round, CAUSE_LEFT_OUT,
			  "programs of type %s can be loaded here, but neither run nor attached "
			  "alone",
			  libbpf_bpf_prog_type_str(program_of(round)->type));
}

static int run_attach(struct bench_round *round, unsigned int n, double *ns)
{
	struct program *program = program_of(round);
	char why[480];
	int err = need_program(round, program);

	if (err)
		return err;
	event_unpark(program);
	err = attached_time(object_of(round), &tables_of(round)->place, program, ns,
			    &program->detach_ns, why, sizeof(why));
	event_park(object_of(round), program);
	*ns /= 1000;
	return err ? bench_skip(round, log_cause(err), "not attached: %s", why) : 0;
}

static int run_detach(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = program_of(round)->detach_ns / 1000;
	return 0;
}

static int run_program_memory(struct bench_round *round, unsigned int n, double *ns)
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

static int run_map_memory(struct bench_round *round, unsigned int n, double *ns)
{
	const struct map *which = ((const struct operation *)round->arg)->map;
	const struct object *object = object_of(round);
	const struct bpf_map *map;
	long long bytes;

	if (which->refused)
		return fail(round, which->refused, which->cause, which->why);
	map = object->obj ? bpf_object__find_map_by_name(object->obj, which->symbol) : NULL;
	if (!map)
		return bench_skip(round, CAUSE_LEFT_OUT,
				  "the object does not load: see object-load");
	if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS || bpf_map__fd(map) < 0)
		return bench_skip(round, CAUSE_NOT_TOLD,
				  "this kind of map holds no memory of its own");
	bytes = bench_map_memlock(bpf_map__fd(map));
	if (bytes < 0)
		return bench_skip(round, CAUSE_NOT_TOLD, "the kernel does not tell: %s",
				  log_errno(bytes));
	*ns = bytes;
	return 0;
}

static int run_object_load(struct bench_round *round, unsigned int n, double *ns)
{
	const struct object *object = object_of(round);

	if (object->load_err)
		return fail(round, object->load_err, object->load_cause, object->load_why);
	for (size_t i = 0; i < object->n_programs; i++)
		if (object->programs[i].refused && !object->programs[i].optional)
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

static int run_object_attach(struct bench_round *round, unsigned int n, double *ns)
{
	struct tables *tables = tables_of(round);
	struct object *object = &tables->object;
	struct attached_all all;
	uint64_t start, end;

	for (size_t i = 0; i < object->n_programs; i++)
		event_unpark(&object->programs[i]);
	start = clock_ns();
	if (attached_all(&tables->object, &tables->place, true, &all))
		return -ENOMEM;
	end = clock_ns();
	if (!all.n) {
		attached_none(&all);
		return bench_skip(round, CAUSE_LEFT_OUT,
				  "none of its programs can be attached here");
	}
	*ns = (end - start) / 1e3;
	start = clock_ns();
	attached_none(&all);
	tables->detach_all_ns = clock_ns() - start;
	for (size_t i = 0; i < object->n_programs; i++)
		event_park(object, &object->programs[i]);
	return 0;
}

static int run_object_detach(struct bench_round *round, unsigned int n, double *ns)
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
static int run_slowdown(struct bench_round *round, unsigned int n, double *percent)
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
static int run_loss(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = fmax(tables_of(round)->lost_ns, 0) / 1000;
	return 0;
}

/* Adds an operation to the table. Its name is program or map, and what. */
static struct bench_user_op *add(struct tables *tables, const char *of, const char *what,
				 int (*run)(struct bench_round *, unsigned int, double *))
{
	struct bench_user_op *op = &tables->ops[tables->n++];
	char *name;

	if (asprintf(&name, "%s%s", of, what) < 0)
		name = NULL;
	*op = (struct bench_user_op){
		.name = name,
		.run = run,
		.n = 1,
		.no_tail = true,
		.once = true,
		.arg = &tables->operations[tables->n - 1],
	};
	return op;
}

static void add_event(struct tables *tables, struct program *program)
{
	struct bench_user_op *base, *op;

	tables->operations[tables->n] = (struct operation){ .program = program, .empty = true };
	base = add(tables, "base-", program->name, run_event);
	base->prepare = prepare_event;
	base->hidden = true;
	base->once = false;
	base->n = event_count(&tables->object);
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, "", run_event);
	op->prepare = prepare_event;
	op->once = op->no_tail = false;
	op->n = base->n;
	op->base = base->name;
}

static void add_program(struct tables *tables, struct program *program)
{
	struct bench_user_op *op;
	const char *attach;

	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".load", run_load);
	op->unit = "verified_insns";
	if (program->how == PROGRAM_ON_PACKETS || program->how == PROGRAM_ON_CONTEXT) {
		add_event(tables, program);
	} else {
		tables->operations[tables->n] = (struct operation){ .program = program };
		add(tables, program->name, "",
		    program->how == PROGRAM_ATTACHED ? run_attached : run_loaded_only);
	}
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".memory", run_program_memory);
	op->unit = "bytes";
	if (program->how != PROGRAM_ON_PACKETS && program->how != PROGRAM_ATTACHED)
		return;
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".attach", run_attach);
	op->unit = "us";
	attach = op->name;
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".detach", run_detach);
	op->of = attach;
	op->unit = "us";
}

static int make_tables(struct tables *tables)
{
	struct object *object = &tables->object;
	size_t most =
		OPS_PER_PROGRAM * object->n_programs + OPS_PER_MAP * object->n_maps + OPS_OF_OBJECT;
	struct bench_user_op *op;
	const char *attach, *slowdown;
	size_t i;

	tables->operations = calloc(most, sizeof(*tables->operations));
	tables->ops = calloc(most, sizeof(*tables->ops));
	if (!tables->operations || !tables->ops)
		return -ENOMEM;
	for (i = 0; i < object->n_programs; i++)
		add_program(tables, &object->programs[i]);
	for (i = 0; i < object->n_maps; i++) {
		tables->operations[tables->n] = (struct operation){ .map = &object->maps[i] };
		op = add(tables, object->maps[i].name, ".memory", run_map_memory);
		op->unit = "bytes";
	}
	add(tables, "object-load", "", run_object_load)->unit = "us";
	if (!object->n_programs)
		return 0;
	op = add(tables, "object-attach", "", run_object_attach);
	op->unit = "us";
	attach = op->name;
	op = add(tables, "object-detach", "", run_object_detach);
	op->of = attach;
	op->unit = "us";
	op = add(tables, "object-slowdown", "", run_slowdown);
	op->unit = "%";
	slowdown = op->name;
	op = add(tables, "object-loss", "", run_loss);
	op->of = slowdown;
	op->unit = "us";
	return 0;
}

static void free_tables(struct tables *tables)
{
	for (size_t i = 0; i < tables->n; i++)
		free((char *)tables->ops[i].name);
	free(tables->ops);
	free(tables->operations);
	object_free(&tables->object);
	free(tables);
}

static int before(struct bench_round *round)
{
	struct tables *tables = tables_of(round);

	place_enter(&tables->place);
	verify_all(&tables->object);
	return 0;
}

static int after(struct bench_round *round)
{
	place_leave(&tables_of(round)->place);
	return 0;
}

static int setup(struct bench_round *round)
{
	struct object *object = object_of(round);
	struct program *program;

	verify_together(object);
	for (program = object->programs; program < object->programs + object->n_programs;
	     program++) {
		if (!object_program(object, program) ||
		    (program->how != PROGRAM_ON_PACKETS && program->how != PROGRAM_ON_CONTEXT))
			continue;
		if (event_prepare(object, program, program->why, sizeof(program->why))) {
			free(program->outcomes);
			program->outcomes = NULL;
		}
	}
	return 0;
}

static void teardown(struct bench_round *round)
{
	struct object *object = object_of(round);

	for (size_t i = 0; i < object->n_programs; i++)
		event_release(&object->programs[i]);
	bpf_object__close(object->obj);
	object->obj = NULL;
}

void programs_run(struct bench *bench)
{
	struct tables *tables = calloc(1, sizeof(*tables));
	char why[REASON_SIZE] = "out of memory";

	if (!tables || object_init(&tables->object, bench, why, sizeof(why)) ||
	    make_tables(tables)) {
		bench_refuse(bench, "object", why);
	} else {
		const struct bench_object objects[] = {
			{
				.name = bench->config->test,
				.own_load = true,
				.owner = tables,
				.before = before,
				.after = after,
				.setup = setup,
				.teardown = teardown,
				.user_ops = tables->ops,
				/* Fewer rounds of what waits could never show a change. */
				.all_rounds = true,
				.rounds = bench->config->insns ? INSNS_ROUNDS : 0,
			},
			{},
		};

		bench_run(bench, objects);
	}
	if (tables)
		free_tables(tables);
}
