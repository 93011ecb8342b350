// SPDX-License-Identifier: GPL-2.0-only
/* Makes the operations of an object, in tables for the engine. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/engine/engine.h"
#include "bench/programs/event.h"
#include "bench/programs/figures.h"
#include "bench/programs/replace.h"
#include "bench/programs/verify.h"

/* Enough rounds where instructions are counted: an emulated machine loads large objects for a
 * second each. */
#define INSNS_ROUNDS 8
/* Operations per program and per map, and of the object, with the one that ends the table. */
#define OPS_PER_PROGRAM 7
#define OPS_PER_MAP 2
#define OPS_OF_OBJECT 6
/* Of a capture with at most so many packets, each has a figure of its own beside that of all. */
#define PACKETS_ALONE 16

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

/* Adds the figure of a program on these packets, and its hidden baseline. */
static void add_event(struct tables *tables, struct program *program, int packet)
{
	struct bench_user_op *base, *op;
	char what[32] = "", base_what[sizeof(what) + 8];

	if (packet != EVENT_ALL)
		snprintf(what, sizeof(what), ".packet-%d", packet + 1);
	snprintf(base_what, sizeof(base_what), "%s.base", what);
	tables->operations[tables->n] = (struct operation){
		.program = program,
		.event = { .empty = true, .packet = packet },
	};
	base = add(tables, program->name, base_what, figure_event);
	base->prepare = figure_prepare_event;
	base->hidden = true;
	base->once = false;
	base->n = event_count(&tables->object, packet);
	tables->operations[tables->n] = (struct operation){
		.program = program,
		.event.packet = packet,
	};
	op = add(tables, program->name, what, figure_event);
	op->prepare = figure_prepare_event;
	op->once = op->no_tail = false;
	op->n = base->n;
	op->base = base->name;
}

/* Returns how many packets of a program have a figure of their own. */
static int single_packets(const struct object *object, const struct program *program)
{
	size_t n = program->how == PROGRAM_ON_CONTEXT ? 1 : object->packets.n;

	return n > 1 && n <= PACKETS_ALONE ? (int)n : 0;
}

static void add_events(struct tables *tables, struct program *program)
{
	int i, n = single_packets(&tables->object, program);

	add_event(tables, program, EVENT_ALL);
	for (i = 0; i < n; i++)
		add_event(tables, program, i);
}

static void add_program(struct tables *tables, struct program *program)
{
	struct bench_user_op *op;
	const char *attach;

	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".load", figure_load);
	op->unit = "verified_insns";
	tables->operations[tables->n] = (struct operation){ .program = program };
	add(tables, program->name, ".load-peak", figure_peak)->unit = "bytes";
	if (program->how == PROGRAM_ON_PACKETS || program->how == PROGRAM_ON_CONTEXT ||
	    program->how == PROGRAM_REPLACES) {
		add_events(tables, program);
	} else {
		tables->operations[tables->n] = (struct operation){ .program = program };
		add(tables, program->name, "",
		    program->how == PROGRAM_LOADED ? figure_loaded_only : figure_attached);
	}
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".memory", figure_program_memory);
	op->unit = "bytes";
	if (program->how == PROGRAM_ON_CONTEXT || program->how == PROGRAM_LOADED)
		return;
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".attach", figure_attach);
	op->unit = "us";
	attach = op->name;
	tables->operations[tables->n] = (struct operation){ .program = program };
	op = add(tables, program->name, ".detach", figure_detach);
	op->of = attach;
	op->unit = "us";
}

static int make_tables(struct tables *tables)
{
	struct object *object = &tables->object;
	size_t most = (OPS_PER_PROGRAM + 2 * PACKETS_ALONE) * object->n_programs +
		      OPS_PER_MAP * object->n_maps + OPS_OF_OBJECT;
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
		op = add(tables, object->maps[i].name, ".memory", figure_map_memory);
		op->unit = "bytes";
		tables->operations[tables->n] = (struct operation){ .map = &object->maps[i] };
		op = add(tables, object->maps[i].name, ".charged", figure_map_charged);
		op->unit = "bytes";
	}
	add(tables, "object-load", "", figure_object_load)->unit = "us";
	if (!object->n_programs)
		return 0;
	op = add(tables, "object-attach", "", figure_object_attach);
	op->unit = "us";
	attach = op->name;
	op = add(tables, "object-detach", "", figure_object_detach);
	op->of = attach;
	op->unit = "us";
	op = add(tables, "object-slowdown", "", figure_slowdown);
	op->unit = "%";
	slowdown = op->name;
	op = add(tables, "object-loss", "", figure_loss);
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
	struct object *object = &tables_of(round)->object;
	struct program *program;

	verify_together(object);
	for (program = object->programs; program < object->programs + object->n_programs;
	     program++) {
		if (program->how == PROGRAM_REPLACES && !program->refused &&
		    replaced_load(object, program, program->why, sizeof(program->why)))
			continue;
		if (!object_program(object, program) ||
		    (program->how != PROGRAM_ON_PACKETS && program->how != PROGRAM_ON_CONTEXT &&
		     program->how != PROGRAM_REPLACES))
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
	struct object *object = &tables_of(round)->object;

	for (size_t i = 0; i < object->n_programs; i++) {
		event_release(&object->programs[i]);
		replaced_free(&object->programs[i]);
	}
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
