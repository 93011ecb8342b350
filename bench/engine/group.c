// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/scan.h"
#include "bench/kernel/log.h"

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

struct op *group_op(const struct group *group, const char *name)
{
	size_t i;

	for (i = 0; name && i < group->n; i++)
		if (!strcmp(group->ops[i].name, name))
			return &group->ops[i];
	return NULL;
}

static struct op *add_op(struct group *group, const char *name)
{
	struct op *ops = realloc(group->ops, (group->n + 1) * sizeof(*ops));
	struct op *op;

	if (!ops)
		return NULL;
	group->ops = ops;
	op = &ops[group->n];
	*op = (struct op){ .name = strdup(name) };
	if (!op->name)
		return NULL;
	group->n++;
	return op;
}

/* Adds the operation of a program loop__<operation>__over__<baseline>. */
static int add_loop(struct group *group, const char *prog)
{
	const char *over = strstr(prog, BENCH_OVER);
	struct op *op;
	char *name;

	if (!over || !over[strlen(BENCH_OVER)])
		return 0;
	name = strndup(prog + strlen(BENCH_LOOP_PREFIX), over - prog - strlen(BENCH_LOOP_PREFIX));
	op = name ? add_op(group, name) : NULL;
	free(name);
	if (!op)
		return -ENOMEM;
	op->loop = strdup(prog);
	op->base_name = strdup(over + strlen(BENCH_OVER));
	op->hidden = has_prefix(op->name, BENCH_BASE_PREFIX);
	return op->loop && op->base_name ? 0 : -ENOMEM;
}

static int add_tail(struct group *group, const char *prog)
{
	struct op *op = group_op(group, prog + strlen(BENCH_TAIL_PREFIX));

	if (!op)
		return 0;
	op->tail = strdup(prog);
	return op->tail ? 0 : -ENOMEM;
}

/* Adds the programs that count an operation's events. */
static int add_counting(struct group *group, const char *prog)
{
	bool idle = has_prefix(prog, BENCH_IDLE_PREFIX);
	const char *name = prog + strlen(idle ? BENCH_IDLE_PREFIX : BENCH_COUNT_PREFIX);
	struct op *op = group_op(group, name);
	char **to = !op ? NULL : idle ? &op->counts.idle : &op->counts.count;

	if (!to)
		return 0;
	*to = strdup(prog);
	return *to ? 0 : -ENOMEM;
}

static int add_programs(struct group *group, const struct bpf_object *obj)
{
	struct bpf_program *prog;
	int err = 0;

	bpf_object__for_each_program (prog, obj)
		if (!err && has_prefix(bpf_program__name(prog), BENCH_LOOP_PREFIX))
			err = add_loop(group, bpf_program__name(prog));
	bpf_object__for_each_program (prog, obj)
		if (!err && has_prefix(bpf_program__name(prog), BENCH_TAIL_PREFIX))
			err = add_tail(group, bpf_program__name(prog));
	bpf_object__for_each_program (prog, obj)
		if (!err && (has_prefix(bpf_program__name(prog), BENCH_COUNT_PREFIX) ||
			     has_prefix(bpf_program__name(prog), BENCH_IDLE_PREFIX)))
			err = add_counting(group, bpf_program__name(prog));
	return err;
}

static int add_hooks(struct group *group)
{
	const struct bench_hook *hook = group->object->hooks;
	struct op *op;

	for (; hook && hook->name; hook++) {
		op = add_op(group, hook->name);
		if (!op)
			return -ENOMEM;
		op->hook = hook;
		if (hook->trigger && !(op->base_name = strdup(hook->trigger)))
			return -ENOMEM;
	}
	return 0;
}

const char *op_unit(const struct op *op)
{
	if (op->user)
		return op->user->unit;
	return op->derived ? op->derived->unit : NULL;
}

const char *op_prog(const struct op *op, size_t i)
{
	if (op->user)
		return i ? NULL : op->user->needs_prog;
	return op->hook && i < BENCH_HOOK_PROGS ? op->hook->progs[i] : NULL;
}

static int add_user_ops(struct group *group)
{
	const struct bench_derived *derived = group->object->derived;
	const struct bench_user_op *user = group->object->user_ops;
	struct op *op;

	for (; user && user->name; user++) {
		op = add_op(group, user->name);
		if (!op)
			return -ENOMEM;
		op->user = user;
		op->hidden = user->hidden;
		if (user->base && !(op->base_name = strdup(user->base)))
			return -ENOMEM;
	}
	for (; derived && derived->name; derived++) {
		op = add_op(group, derived->name);
		if (!op)
			return -ENOMEM;
		op->derived = derived;
	}
	return 0;
}

static const char *about_of(const struct group *group, const struct op *op)
{
	const struct bench_about *about;

	if (op->user)
		return op->user->about;
	if (op->hook)
		return op->hook->about;
	if (op->derived)
		return op->derived->about;
	for (about = group->object->abouts; about && about->op; about++)
		if (!strcmp(about->op, op->name))
			return about->about;
	return NULL;
}

/* Sets the pointers between operations. The array must not move after this. */
static int connect(struct group *group, char *why, size_t size)
{
	const struct bench_tweak *tweak;
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		op->about = about_of(group, op);
		op->base = group_op(group, op->base_name);
		if (op->base_name && !op->base && strcmp(op->base_name, "none")) {
			snprintf(why, size, "%s: the object has no baseline %s", op->name,
				 op->base_name);
			return -EINVAL;
		}
		if (op->user && op->user->of) {
			op->of = group_op(group, op->user->of);
			if (!op->of || !op->of->user) {
				snprintf(why, size, "%s: the object has no %s", op->name,
					 op->user->of);
				return -EINVAL;
			}
		}
		if (op->derived) {
			op->a = group_op(group, op->derived->a);
			op->b = group_op(group, op->derived->b);
			if (!op->a || !op->b) {
				snprintf(why, size, "%s: the object lacks %s or %s", op->name,
					 op->derived->a, op->derived->b);
				return -EINVAL;
			}
		}
		for (tweak = group->object->tweaks; tweak && tweak->name; tweak++)
			if (!strcmp(tweak->name, op->name))
				op->tweak = tweak;
	}
	return 0;
}

static int read_elf(struct group *group, char *why, size_t size)
{
	const char *path = group->object->file;
	struct stat st;
	FILE *file;

	if (group->object->own_load)
		return 0;
	if (!path) {
		group->elf = group->object->elf(&group->elf_size);
		return 0;
	}
	file = fopen(path, "re");
	if (!file || fstat(fileno(file), &st) || !S_ISREG(st.st_mode)) {
		snprintf(why, size, "%s: cannot be read: %s", path,
			 file ? "not a file" : strerror(errno));
		if (file)
			fclose(file);
		return -ENOENT;
	}
	group->file = malloc(st.st_size + 1);
	if (group->file)
		group->elf_size = fread(group->file, 1, st.st_size, file);
	group->elf = group->file;
	fclose(file);
	return group->file ? 0 : -ENOMEM;
}

/* Adds the BENCH() operations of the object file. */
static int discover(struct group *group, char *why, size_t size)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = group->object->name);
	struct bpf_object *obj;
	int err;

	obj = bpf_object__open_mem(group->elf, group->elf_size, &opts);
	group->scan = obj ? scan_new(group->elf, group->elf_size) : NULL;
	if (!group->scan) {
		err = -errno;
		snprintf(why, size, "%s: not a BPF object that libbpf can open: %s",
			 group->object->name, strerror(errno));
		bpf_object__close(obj);
		return err;
	}
	err = add_programs(group, obj);
	if (err)
		snprintf(why, size, "%s: out of memory", group->object->name);
	bpf_object__close(obj);
	return err;
}

/* Adds the operations of the tables. */
static int add_tables(struct group *group, char *why, size_t size)
{
	int err = add_user_ops(group);

	if (!err)
		err = add_hooks(group);
	if (err)
		snprintf(why, size, "%s: out of memory", group->object->name);
	else
		err = connect(group, why, size);
	return err;
}

int group_init(struct group *group, const struct bench *bench, const struct bench_object *object,
	       char *why, size_t size)
{
	const struct bench_config *config = bench->config;
	struct op *op;
	int err;

	why[0] = '\0';
	*group = (struct group){ .object = object };
	err = read_elf(group, why, size);
	if (!err && group->elf)
		err = discover(group, why, size);
	if (!err)
		err = add_tables(group, why, size);
	if (err)
		return err;
	for (op = group->ops; op < group->ops + group->n; op++) {
		op->selected = !op->hidden &&
			       config->selected(config->selected_arg, config->test, op->name);
		op->hist = calloc(1, sizeof(*op->hist));
		if (!op->hist)
			return -ENOMEM;
	}
	return 0;
}

void group_free(struct group *group)
{
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		free(op->name);
		free(op->loop);
		free(op->tail);
		free(op->base_name);
		free(op->all.at);
		free(op->rounds);
		free(op->program.rounds);
		count_free(&op->counts);
		free(op->kernel_time.rounds.values);
		free(op->hist);
	}
	free(group->ops);
	scan_free(group->scan);
	free(group->file);
}

static void need(struct op *op)
{
	for (; op && !op->needed; op = op->base) {
		op->needed = true;
		need(op->a);
		need(op->b);
		need(op->of);
	}
}

size_t group_mark(struct group *group, const struct bench *bench)
{
	/*
	 * An operation also depends on what its neighbours leave in caches and predictors. If
	 * settled operations were left out, the others would become cheaper. Counted instructions
	 * do not depend on neighbours.
	 */
	bool whole = !bench->config->insns;
	size_t active = 0;
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		op->needed = false;
		active += op->selected && op->state == OP_ACTIVE;
	}
	for (op = group->ops; active && op < group->ops + group->n; op++)
		if (op->selected && (op->state == OP_ACTIVE || (whole && op->state == OP_SETTLED)))
			need(op);
	/* The empty operation also measures the clock for the tails. */
	if (active)
		need(group_op(group, BENCH_BASE_PREFIX "empty"));
	return active;
}

static void stop(struct op *op, enum op_state state, enum cause cause, const char *reason)
{
	if (op->state != OP_ACTIVE && op->state != OP_SETTLED)
		return;
	op->state = state;
	op->cause = cause;
	snprintf(op->reason, sizeof(op->reason), "%s", reason);
}

enum op_state op_state_for(int err)
{
	switch (-err) {
	case EPERM:
	case ENOMEM:
	case EMFILE:
	case ENFILE:
	case EOPNOTSUPP:
	case ENOSYS:
	case ESRCH: /* libbpf returns it if the kernel has no BTF */
	case ENOTSUPP:
		return OP_SKIPPED;
	default:
		return OP_FAILED;
	}
}

void op_stop(struct op *op, enum op_state state, enum cause cause, const char *format, ...)
{
	char reason[REASON_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	stop(op, state, cause, reason);
}

void group_stop(struct group *group, enum op_state state, enum cause cause, const char *format, ...)
{
	char reason[REASON_SIZE];
	struct op *op;
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	for (op = group->ops; op < group->ops + group->n; op++)
		if (op->state == OP_ACTIVE)
			stop(op, state, cause, reason);
}

struct bpf_object *group_open(const struct group *group)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = group->object->name);

	return bpf_object__open_mem(group->elf, group->elf_size, &opts);
}
