// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/attached.h"
#include "bench/programs/counting.h"
#include "bench/programs/drive.h"
#include "bench/programs/sockets.h"

/* How often the built-in load runs for one figure. */
#define LOAD_TIMES 4
struct kernel_counts {
	uint64_t runs, ns;
};

static int read_counts(int fd, struct kernel_counts *counts)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	counts->runs = info.run_cnt;
	counts->ns = info.run_time_ns;
	return 0;
}

/* Reads an iterator to its end, which runs its program. */
static int read_iterator(const struct bpf_link *link)
{
	char bytes[4096];
	int fd = bpf_iter_create(bpf_link__fd(link));
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		;
	close(fd);
	return n < 0 ? -errno : 0;
}

static int make_events(const struct object *object, const struct bpf_program *prog,
		       const struct attachment *attachment, char *why, size_t size)
{
	int err;

	if (attachment->sockets) {
		sockets_drive(attachment->sockets);
		return 0;
	}
	if (bpf_program__type(prog) != BPF_PROG_TYPE_TRACING ||
	    bpf_program__expected_attach_type(prog) != BPF_TRACE_ITER)
		return drive(object->options->load, 1, PROGRAMS_LOAD_SECONDS, why, size);
	err = read_iterator(attachment->link);
	if (err)
		snprintf(why, size, "reading the iterator failed: %s", log_errno(err));
	return err;
}

/* Runs the load a few times. The fastest average counts: interrupts make others longer. */
static int count_runs(const struct object *object, struct bpf_program *prog,
		      const struct attachment *attachment, struct attached_runs *runs, char *why,
		      size_t size)
{
	unsigned int i, times = object->options->load ? 1 : LOAD_TIMES;
	struct kernel_counts before, after;
	int err = read_counts(bpf_program__fd(prog), &before);

	*runs = (struct attached_runs){ .each = INFINITY };
	for (i = 0; !err && i < times; i++) {
		err = make_events(object, prog, attachment, why, size);
		if (!err)
			err = read_counts(bpf_program__fd(prog), &after);
		if (err || after.runs == before.runs)
			continue;
		runs->runs += after.runs - before.runs;
		runs->each = fmin(runs->each,
				  (double)(after.ns - before.ns) / (after.runs - before.runs));
		before = after;
	}
	return err;
}

int attached_run(const struct object *object, const struct place *place,
		 const struct program *program, struct attached_runs *runs, char *why, size_t size)
{
	struct bpf_program *prog = object_program(object, program);
	struct attachment attachment;
	int stats, err;

	/* By descriptor: the kernel stops counting when this process ends, however it ends. */
	stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (stats < 0) {
		err = -errno;
		snprintf(why, size, "the kernel does not count runs: %s", log_errno(err));
		return err;
	}
	err = attach_program(object, place, program, &attachment, why, size);
	if (!err) {
		if (attachment.counted)
			prog = attachment.counted;
		err = count_runs(object, prog, &attachment, runs, why, size);
		detach_program(&attachment);
	}
	if (!err)
		runs->each -= counting_cost();
	close(stats);
	return err;
}

int attached_time(const struct object *object, const struct place *place,
		  const struct program *program, double *attach, double *detach, char *why,
		  size_t size)
{
	struct attachment attachment;
	uint64_t start = clock_ns();
	int err = attach_program(object, place, program, &attachment, why, size);

	if (err)
		return err;
	*attach = attachment.ns ? attachment.ns : clock_ns() - start;
	*detach = detach_program(&attachment);
	return 0;
}

int attached_all(const struct object *object, const struct place *place, bool others,
		 struct attached_all *all)
{
	char why[256];
	size_t i;

	*all = (struct attached_all){
		.at = calloc(object->n_programs + 1, sizeof(*all->at)),
	};
	if (!all->at)
		return -ENOMEM;
	for (i = 0; i < object->n_programs; i++) {
		const struct program *program = &object->programs[i];
		bool other = program->how == PROGRAM_ON_PACKETS ||
			     program->how == PROGRAM_ON_SOCKETS;

		/* Registering loads all struct_ops of an object once more. */
		if (program->type == BPF_PROG_TYPE_STRUCT_OPS)
			continue;
		if (!object_program(object, program) ||
		    (program->how != PROGRAM_ATTACHED && !(others && other)))
			continue;
		all->n +=
			!attach_program(object, place, program, &all->at[all->n], why, sizeof(why));
	}
	return 0;
}

void attached_none(struct attached_all *all)
{
	/* In reverse order, because programs of one hook may be a chain. */
	while (all->n)
		detach_program(&all->at[--all->n]);
	free(all->at);
	*all = (struct attached_all){};
}
