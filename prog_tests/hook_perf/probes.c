// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_progs.h"
#include "hook_perf/probes.h"
#include "hook_perf/targets.h"

#define PROGRAM "/proc/self/exe"
/* The value of the PMU's format/retprobe, "config:0". */
#define CONFIG_RETPROBE 1

struct probe {
	const char *prog;
	void (*target)(void);
	enum { PROBE_PERF, PROBE_MULTI, PROBE_USDT } kind;
	bool returns;
	/* Name of the USDT probe. */
	const char *name;
};

static const struct probe table[] = {
	{ .prog = "uprobe_nop", .target = target_uprobe_nop },
	{ .prog = "uprobe_push", .target = target_uprobe_push },
	{ .prog = "uprobe_ret", .target = target_uprobe_ret },
	{ .prog = "uretprobe_nop", .target = target_uretprobe_nop, .returns = true },
	{ .prog = "uretprobe_push", .target = target_uretprobe_push, .returns = true },
	{ .prog = "uretprobe_ret", .target = target_uretprobe_ret, .returns = true },
	{ .prog = "uprobe_multi", .target = target_uprobe_multi, .kind = PROBE_MULTI },
	{
		.prog = "uretprobe_multi",
		.target = target_uretprobe_multi,
		.kind = PROBE_MULTI,
		.returns = true,
	},
	{ .prog = "usdt_nop", .target = target_usdt_nop, .kind = PROBE_USDT, .name = "nop" },
	{ .prog = "usdt_nop5", .target = target_usdt_nop5, .kind = PROBE_USDT, .name = "nop5" },
};

struct probes {
	/* Links of the round. */
	struct bpf_link *links[ARRAY_SIZE(table)];
	/* The perf events as fd + 1, which stay for all rounds. */
	int events[ARRAY_SIZE(table)];
};

struct probes *probes_new(void)
{
	return calloc(1, sizeof(struct probes));
}

void probes_free(struct probes *probes)
{
	size_t i;

	for (i = 0; probes && i < ARRAY_SIZE(table); i++)
		if (probes->events[i])
			close(probes->events[i] - 1);
	free(probes);
}

/* The event is of a CPU, not of a thread: the latter would add work to each task switch, which is
 * measured here, too. The program runs on all CPUs anyway. */
static int open_event(const struct probe *probe, size_t offset, int cpu)
{
	struct perf_event_attr attr = {
		.config = probe->returns ? CONFIG_RETPROBE : 0,
		.config1 = (uintptr_t)PROGRAM,
		.config2 = offset,
	};
	int err = perf_event_type("uprobe", &attr.type);

	return err ? err : perf_event_open(&attr, -1, cpu);
}

/* Uses a duplicate, which the link closes: the event stays. */
static int link_event(int event, const struct bpf_program *prog, struct bpf_link **link)
{
	int fd = fcntl(event, F_DUPFD_CLOEXEC, 0);

	return fd < 0 ? -errno : perf_event_attach(prog, fd, link);
}

static int attach_perf(struct probes *probes, size_t i, const struct bpf_program *prog, int cpu,
		       size_t offset)
{
	struct bpf_link **link = &probes->links[i];
	int *event = &probes->events[i];
	int err = -EEXIST;

	if (*event)
		err = link_event(*event - 1, prog, link);
	/* Before 5.15 an event keeps its program until it is closed. */
	if (err != -EEXIST)
		return err;
	if (*event)
		close(*event - 1);
	err = open_event(&table[i], offset, cpu);
	*event = err < 0 ? 0 : err + 1;
	return err < 0 ? err : link_event(err, prog, link);
}

static struct bpf_link *attach_multi(const struct probe *probe, const struct bpf_program *prog,
				     unsigned long offset)
{
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .offsets = &offset, .cnt = 1,
		    .retprobe = probe->returns);

	return bpf_program__attach_uprobe_multi(prog, getpid(), PROGRAM, NULL, &opts);
}

static int attach(struct probes *probes, size_t i, const struct bpf_program *prog, int cpu)
{
	struct bpf_link **link = &probes->links[i];
	const struct probe *probe = &table[i];
	size_t offset;
	int err = target_offset(probe->target, &offset);

	if (err)
		return err;
	if (probe->kind == PROBE_PERF)
		return attach_perf(probes, i, prog, cpu, offset);
	if (probe->kind == PROBE_MULTI)
		*link = attach_multi(probe, prog, offset);
	else
		*link = bpf_program__attach_usdt(prog, getpid(), PROGRAM, "bpf_perf", probe->name,
						 NULL);
	return *link ? 0 : -errno;
}

int probes_attach(struct probes *probes, const struct bpf_program *prog, int cpu,
		  void (**target)(void))
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].prog, bpf_program__name(prog)))
			continue;
		err = probes->links[i] ? 0 : attach(probes, i, prog, cpu);
		if (!err)
			*target = table[i].target;
		return err;
	}
	return -EDOM;
}

static void *destroy(void *link)
{
	bpf_link__destroy(link);
	return NULL;
}

void probes_detach(struct probes *probes)
{
	pthread_t threads[ARRAY_SIZE(table)];
	bool started[ARRAY_SIZE(table)] = {};
	size_t i;

	/* In parallel, because each of them waits. Links of USDT share data, so they are destroyed
	 * one by one. */
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (probes->links[i] && table[i].kind != PROBE_USDT)
			started[i] = !pthread_create(&threads[i], NULL, destroy, probes->links[i]);
		if (!started[i])
			bpf_link__destroy(probes->links[i]);
	}
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (started[i])
			pthread_join(threads[i], NULL);
	memset(probes->links, 0, sizeof(probes->links));
}
