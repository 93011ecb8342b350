// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "insn_perf/interp.h"

#include "insn_perf_jit.skel.h"

#define JIT_ENABLE "/proc/sys/net/core/bpf_jit_enable"
#define ALONE "BPF_PERF_ALONE"

struct interp_switch {
	int fd;
	char saved[16];
	struct guard *guard;
};

struct interp {
	struct bpf_object *obj;
	/* Its .data.bench. */
	volatile struct bench_out *out;
	size_t size;
};

/* Not write_text() of mount.h: the guardian has this descriptor and nothing else. */
static int set(const struct interp_switch *jit, const char *value)
{
	ssize_t n = pwrite(jit->fd, value, strlen(value), 0);

	return n < 0 ? -errno : 0;
}

/* Runs in the guardian. */
static int restore(void *arg)
{
	const struct interp_switch *jit = arg;

	return set(jit, jit->saved);
}

static int open_switch(struct interp_switch *jit)
{
	ssize_t n;
	int err;

	jit->fd = open(JIT_ENABLE, O_RDWR | O_CLOEXEC);
	if (jit->fd < 0)
		return -errno;
	n = pread(jit->fd, jit->saved, sizeof(jit->saved) - 1, 0);
	if (n <= 0)
		return n ? -errno : -EPROTO;
	jit->guard = guard_start(restore, jit, &jit->fd, 1);
	if (!jit->guard)
		return -errno;
	/* A kernel without an interpreter refuses it. */
	err = set(jit, "0");
	if (!err)
		err = set(jit, jit->saved);
	return err;
}

struct interp_switch *interp_switch_new(enum cause *cause, char *why, size_t size)
{
	struct interp_switch *jit;
	int err;

	*cause = CAUSE_LEFT_OUT;
	if (!getenv(ALONE)) {
		snprintf(why, size,
			 "it turns off the JIT for everybody: done in the guests of vmtest.sh, and "
			 "where " ALONE " is set");
		return NULL;
	}
	jit = calloc(1, sizeof(*jit));
	err = jit ? open_switch(jit) : -ENOMEM;
	if (!err && jit->saved[0] != '0')
		return jit;
	if (!err)
		snprintf(why, size, "the JIT is off: net.core.bpf_jit_enable is 0");
	else if (err == -EINVAL)
		snprintf(why, size, "no interpreter in this kernel (CONFIG_BPF_JIT_ALWAYS_ON)");
	else
		snprintf(why, size, "cannot write net.core.bpf_jit_enable: %s", log_errno(err));
	*cause = err == -EINVAL ? CAUSE_MISSING : err ? log_cause(err) : CAUSE_MACHINE;
	interp_switch_free(jit);
	return NULL;
}

int interp_switch_free(struct interp_switch *jit)
{
	int err;

	if (!jit)
		return 0;
	err = guard_stop(jit->guard);
	if (jit->fd >= 0)
		close(jit->fd);
	free(jit);
	return err;
}

static bool begins_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static bool is_wanted(const char *prog)
{
	return begins_with(prog, BENCH_LOOP_PREFIX "jit_") ||
	       begins_with(prog, BENCH_TAIL_PREFIX "jit_") ||
	       begins_with(prog, BENCH_LOOP_PREFIX BENCH_BASE_PREFIX);
}

static struct bpf_object *open_object(void)
{
	static const struct bench_in in = { INTERP_N, INTERP_N, INTERP_N };
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_map *map;
	size_t size;
	const void *elf = insn_perf_jit__elf_bytes(&size);
	void *value;

	obj = bpf_object__open_mem(elf, size, NULL);
	if (!obj)
		return NULL;
	bpf_object__for_each_program (prog, obj)
		bpf_program__set_autoload(prog, is_wanted(bpf_program__name(prog)));
	bpf_object__for_each_map (map, obj)
		bpf_map__set_autocreate(map, bpf_map__is_internal(map));
	map = bpf_object__find_map_by_name(obj, BENCH_IN_SECTION);
	value = map ? bpf_map__initial_value(map, &size) : NULL;
	if (value && size >= sizeof(in))
		memcpy(value, &in, sizeof(in));
	return obj;
}

/* Returns the program of the operation: the one with this prefix. */
static int find_prog(const struct interp *interp, const char *prefix, const char *op)
{
	size_t length = strlen(prefix) + strlen(op);
	struct bpf_program *prog;
	char name[64];

	snprintf(name, sizeof(name), "%s%s", prefix, op);
	bpf_object__for_each_program (prog, interp->obj)
		if (begins_with(bpf_program__name(prog), name) &&
		    strchr("_", bpf_program__name(prog)[length]))
			return bpf_program__fd(prog);
	return -ENOENT;
}

static int run(int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return fd < 0 ? fd : bpf_prog_test_run_opts(fd, &opts);
}

/* The kernel tells that it did not compile them, and the programs that their results are right. */
static int check(const struct interp *interp)
{
	struct bpf_program *prog;
	int err = 0;

	bpf_object__for_each_program (prog, interp->obj) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);
		int fd = bpf_program__fd(prog);

		if (err || fd < 0)
			continue;
		err = bpf_obj_get_info_by_fd(fd, &info, &size);
		if (!err && info.jited_prog_len)
			err = -EPROTO;
		if (!err && begins_with(bpf_program__name(prog), BENCH_TAIL_PREFIX))
			err = run(fd);
	}
	if (!err && (interp->out->wrong || !interp->out->checked))
		err = -ENODATA;
	return err;
}

static int map_output(struct interp *interp)
{
	struct bpf_map *map = bpf_object__find_map_by_name(interp->obj, BENCH_OUT_SECTION);
	void *out;

	if (!map)
		return -ENOENT;
	interp->size = bpf_map__value_size(map);
	out = mmap(NULL, interp->size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (out == MAP_FAILED)
		return -errno;
	interp->out = out;
	return 0;
}

static int load(struct interp *interp, struct interp_switch *jit, const struct work_shared *shared)
{
	struct bpf_map *map;
	uint32_t key = 0;
	int err, ret;

	interp->obj = open_object();
	if (!interp->obj)
		return -errno;
	err = set(jit, "0");
	if (!err)
		err = bpf_object__load(interp->obj);
	/* At once, whatever became of it. */
	ret = set(jit, jit->saved);
	if (!err)
		err = ret;
	if (!err)
		err = map_output(interp);
	map = bpf_object__find_map_by_name(interp->obj, WORK_SECTION);
	if (!err)
		err = bpf_map_update_elem(bpf_map__fd(map), &key, shared, BPF_ANY);
	return err ? err : check(interp);
}

int interp_load(struct interp_switch *jit, const struct work_shared *shared, struct interp **interp)
{
	int err;

	*interp = calloc(1, sizeof(**interp));
	if (!*interp)
		return -ENOMEM;
	err = load(*interp, jit, shared);
	if (err) {
		interp_free(*interp);
		*interp = NULL;
	}
	return err;
}

void interp_free(struct interp *interp)
{
	if (!interp)
		return;
	if (interp->out)
		munmap((void *)interp->out, interp->size);
	bpf_object__close(interp->obj);
	free(interp);
}

int interp_run(struct interp *interp, const char *op, double *ns)
{
	uint64_t before = interp->out->runs;
	int err = run(find_prog(interp, BENCH_LOOP_PREFIX, op));

	if (err)
		return err;
	if (interp->out->runs - before != INTERP_N)
		return -ENODATA;
	*ns = interp->out->ns;
	return 0;
}
