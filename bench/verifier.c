// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/verifier.h"

/* The kernel's BPF_LOG_STATS, since 5.2: the statistics alone, no instructions. */
#define LOG_STATS 4
/* Three lines in the end, but more on the way, and the kernel refuses a program whose log
 * has no room.  What is not written to takes no memory. */
#define LOG_SIZE (64 << 10)

struct verifier_logs {
	char (*log)[LOG_SIZE];
};

/* The number in the line that begins and goes on like this.  Kernels add lines of their own
 * (7.2: "insns processed 56"), and a log may have been cut. */
static bool number_in(const char *log, const char *begin, const char *then, uint64_t *number)
{
	const char *line = log;
	char *end;

	for (; line && *line; line = strchr(line, '\n'), line += line ? 1 : 0) {
		const char *at = line + strlen(begin);

		if (strncmp(line, begin, strlen(begin)) || !isdigit((unsigned char)*at))
			continue;
		errno = 0;
		*number = strtoull(at, &end, 10);
		if (!errno && !strncmp(end, then, strlen(then)))
			return true;
	}
	return false;
}

bool verifier_parse(const char *log, struct verifier_stats *stats)
{
	*stats = (struct verifier_stats){};
	return number_in(log, "processed ", " insns", &stats->insns) &&
	       number_in(log, "verification time ", " usec", &stats->us);
}

/* The i-th program whose load is the operation's cost; NULL at the end.  What a user space
 * operation needs is none. */
static const char *own_prog(const struct op *op, size_t i)
{
	if (op->loop)
		return i ? NULL : op->loop;
	return op->hook ? op_prog(op, i) : NULL;
}

/* How many there are; logs: each is to write into one of them, NULL to count only. */
static size_t for_own(const struct group *group, const struct bpf_object *obj,
		      struct verifier_logs *logs)
{
	const struct op *op;
	const char *name;
	size_t i, n = 0;

	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->needed || op->hidden)
			continue;
		for (i = 0; (name = own_prog(op, i)); i++, n++) {
			struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);

			/* Without them it loads all the same. */
			if (logs && prog && !bpf_program__set_log_buf(prog, logs->log[n], LOG_SIZE))
				bpf_program__set_log_level(prog, LOG_STATS);
		}
	}
	return n;
}

struct verifier_logs *verifier_ask(const struct group *group, const struct bpf_object *obj)
{
	struct verifier_logs *logs = calloc(1, sizeof(*logs));
	size_t n = for_own(group, obj, NULL);

	if (logs)
		logs->log = calloc(n + 1, sizeof(*logs->log));
	if (!logs || !logs->log) {
		free(logs);
		return NULL;
	}
	for_own(group, obj, logs);
	return logs;
}

void verifier_free(struct verifier_logs *logs)
{
	if (logs)
		free(logs->log);
	free(logs);
}

/* One program of the operation into the sum; false when nothing is known of it. */
static bool add_program(struct program_cost *cost, struct verifier_stats *sum,
			const struct bpf_object *obj, const char *name)
{
	const struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);
	struct verifier_stats stats;
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	size_t log_size;
	const char *log;

	log = prog ? bpf_program__log_buf(prog, &log_size) : NULL;
	if (!log || !verifier_parse(log, &stats) ||
	    bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size))
		return false;
	sum->insns += stats.insns;
	sum->us += stats.us;
	/* 0 where the kernel hides it. */
	cost->xlated_bytes += info.xlated_prog_len;
	cost->jited_bytes += info.jited_prog_len;
	cost->programs++;
	return true;
}

/* The one round more; false when there is no memory. */
static bool add_round(struct program_cost *cost, double us)
{
	double *rounds = realloc(cost->rounds, (cost->n_rounds + 1) * sizeof(*rounds));

	if (!rounds)
		return false;
	cost->rounds = rounds;
	rounds[cost->n_rounds++] = us;
	return true;
}

void verifier_add(struct op *op, const struct bpf_object *obj)
{
	struct program_cost now = { .rounds = op->program.rounds,
				    .n_rounds = op->program.n_rounds };
	struct verifier_stats sum = {};
	const char *name;
	bool known = true;

	for (size_t i = 0; known && (name = own_prog(op, i)); i++)
		known = add_program(&now, &sum, obj, name);
	if (!known || !now.programs || !add_round(&now, sum.us))
		return;
	now.verified_insns = sum.insns;
	op->program = now;
}
