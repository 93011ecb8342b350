// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/engine/program_cost.h"
#include "bench/engine/verifier.h"

/* The kernel's BPF_LOG_STATS, since 5.2: statistics only, no instructions. */
#define LOG_STATS 4
/* The final log has three lines, but it is longer while the verifier works, and the kernel refuses
 * a program whose log is full. Pages that are never written take no memory. */
#define LOG_SIZE (64 << 10)

struct verifier_logs {
	char (*log)[LOG_SIZE];
};

/* Finds the number in a line that begins with begin and continues with then. Kernels may add lines
 * of their own (7.2: "insns processed 56"), and a log may be truncated. */
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

/* Returns the number that follows a word, wherever it is; 0 if there is none. */
static uint64_t number_after(const char *log, const char *word)
{
	const char *at = strstr(log, word);

	return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

/* Returns the sum of "stack depth 16+8". */
static uint64_t stack_bytes(const char *log)
{
	const char *at = strstr(log, "stack depth ");
	uint64_t sum = 0;
	char *end;

	for (at = at ? at + strlen("stack depth ") : ""; isdigit((unsigned char)*at); at = end) {
		sum += strtoull(at, &end, 10);
		end += *end == '+';
	}
	return sum;
}

bool verifier_parse(const char *log, struct verifier_stats *stats)
{
	*stats = (struct verifier_stats){};
	stats->states = number_after(log, "total_states ");
	stats->peak_states = number_after(log, "peak_states ");
	stats->stack_bytes = stack_bytes(log);
	return number_in(log, "processed ", " insns", &stats->insns) &&
	       number_in(log, "verification time ", " usec", &stats->us);
}

/* Returns the i-th program whose load is part of the operation's cost, or NULL at the end. Programs
 * that a user-space operation needs are not. */
static const char *own_prog(const struct op *op, size_t i)
{
	if (op->loop)
		return i ? NULL : op->loop;
	return op->hook ? op_prog(op, i) : NULL;
}

/* Counts these programs. If logs is not NULL, each gets one of its buffers. */
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

			/* Without a buffer it still loads. */
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

/* Adds one program of the operation to the sum. Returns false if nothing is known about it. */
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
	/* The kernel may hide the lengths; then they are 0. */
	cost->xlated_bytes += info.xlated_prog_len;
	cost->jited_bytes += info.jited_prog_len;
	cost->programs++;
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
	if (!known || !now.programs || !program_cost_round(&now, sum.us))
		return;
	now.verified_insns = sum.insns;
	op->program = now;
}
