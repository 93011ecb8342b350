// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/netfilter.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/cgroup.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/kernel/netns.h"
#include "bench/kernel/perf_event.h"
#include "bench/kernel/tracefs.h"
#include "bench/programs/attach.h"
#include "bench/programs/sockets.h"
#include "bench/programs/struct_ops.h"
#include "bench/programs/uapi.h"

/* The loopback interface of every network namespace. */
#define LOOPBACK 1
/* How often per second of CPU time programs of perf events run. */
#define SAMPLES_HZ 1000

void place_enter(struct place *place)
{
	int before;

	*place = (struct place){ .netns = netns_new() };
	if (place->netns >= 0) {
		before = netns_enter(place->netns);
		if (before < 0) {
			close(place->netns);
			place->netns = before;
		} else {
			close(before);
		}
	}
	if (cgroup_enter(&place->cgroup, place->why, sizeof(place->why)))
		place->cgroup = NULL;
}

void place_leave(struct place *place)
{
	cgroup_leave(place->cgroup);
	place->cgroup = NULL;
	if (place->netns >= 0)
		close(place->netns);
	place->netns = -ENOENT;
}

/* Returns 0 if link is one, else the error that libbpf left. */
static int took(struct bpf_link *link)
{
	return link ? 0 : -errno;
}

static int attach_tc(struct bpf_program *prog, struct attachment *a)
{
	int type = bpf_program__expected_attach_type(prog);
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = LOOPBACK, .attach_point = BPF_TC_INGRESS);
	int err;

	if (type == ATTACH_TCX_INGRESS || type == ATTACH_TCX_EGRESS) {
		a->link = bpf_program__attach_tcx(prog, LOOPBACK, NULL);
		return took(a->link);
	}
	err = bpf_tc_hook_create(&hook);
	if (err && err != -EEXIST)
		return err;
	a->tc_opts = (struct bpf_tc_opts){
		.sz = sizeof(a->tc_opts),
		.prog_fd = bpf_program__fd(prog),
	};
	err = bpf_tc_attach(&hook, &a->tc_opts);
	a->tc = !err;
	return err;
}

static int attach_socket(struct bpf_program *prog, struct attachment *a)
{
	int fd = bpf_program__fd(prog), err = 0;

	a->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (a->fd < 0)
		return -errno;
	if (setsockopt(a->fd, SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof(fd)))
		err = -errno;
	return err;
}

static int attach_perf_event(struct bpf_program *prog, int cpu, struct attachment *a)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_freq = SAMPLES_HZ,
		.freq = 1,
	};

	return perf_event_attach(prog, perf_event_open(&attr, -1, cpu), &a->link);
}

/* libbpf needs a tracefs that everybody sees; where there is none, ours does. */
static int attach_auto(struct bpf_program *prog, struct attachment *a)
{
	const char *section = bpf_program__section_name(prog), *event;
	int err;

	log_clear();
	a->link = bpf_program__attach(prog);
	err = took(a->link);
	if (!err || bpf_program__type(prog) != BPF_PROG_TYPE_TRACEPOINT)
		return err;
	event = strchr(section, '/');
	return event && !tracefs_attach(event + 1, prog, &a->link) ? 0 : err;
}

static int attach_cgroup(const struct place *place, struct bpf_program *prog, struct attachment *a,
			 char *why, size_t size)
{
	if (!place->cgroup) {
		snprintf(why, size, "%s", place->why);
		return -EPERM;
	}
	a->link = bpf_program__attach_cgroup(prog, cgroup_fd(place->cgroup));
	return took(a->link);
}

/* Programs that see packets are only attached to interfaces of our own. */
static int attach_net(const struct place *place, struct bpf_program *prog, struct attachment *a)
{
	LIBBPF_OPTS(bpf_netfilter_opts, netfilter, .pf = NFPROTO_IPV4, .hooknum = NF_INET_LOCAL_IN,
		    .priority = -128);

	if (place->netns < 0)
		return place->netns;
	switch ((int)bpf_program__type(prog)) {
	case BPF_PROG_TYPE_XDP:
		a->link = bpf_program__attach_xdp(prog, LOOPBACK);
		return took(a->link);
	case BPF_PROG_TYPE_SCHED_CLS:
		return attach_tc(prog, a);
	case TYPE_NETFILTER:
		a->link = bpf_program__attach_netfilter(prog, &netfilter);
		return took(a->link);
	default:
		a->link = bpf_program__attach_netns(prog, place->netns);
		return took(a->link);
	}
}

/* Programs that only sockets run which are made for them. */
static int attach_sockets(const struct object *object, const struct place *place,
			  const struct program *program, struct attachment *a, char *why,
			  size_t size)
{
	if (place->netns < 0)
		return place->netns;
	return sockets_attach(object, program, object_program(object, program), &a->sockets, &a->ns,
			      why, size);
}

static int attach_ops(const struct object *object, const struct program *program,
		      struct attachment *a, char *why, size_t size)
{
	int err = struct_ops_register(object, program, &a->ops, &a->sockets, &a->ns, why, size);

	if (!err)
		a->counted = struct_ops_program(a->ops, program);
	return err;
}

static int attach(const struct object *object, const struct place *place,
		  const struct program *program, struct attachment *a, char *why, size_t size)
{
	struct bpf_program *prog = object_program(object, program);

	switch ((int)bpf_program__type(prog)) {
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SCHED_CLS:
	case TYPE_NETFILTER:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case BPF_PROG_TYPE_SK_LOOKUP:
		return attach_net(place, prog, a);
	case BPF_PROG_TYPE_SOCKET_FILTER:
		return attach_socket(prog, a);
	case BPF_PROG_TYPE_SK_MSG:
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_SK_REUSEPORT:
		return attach_sockets(object, place, program, a, why, size);
	case BPF_PROG_TYPE_STRUCT_OPS:
		return attach_ops(object, program, a, why, size);
	case BPF_PROG_TYPE_PERF_EVENT:
		return attach_perf_event(prog, object->bench->config->cpu, a);
	case BPF_PROG_TYPE_LSM:
		if (bpf_program__expected_attach_type(prog) != BPF_LSM_CGROUP)
			return attach_auto(prog, a);
		return attach_cgroup(place, prog, a, why, size);
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SOCK_OPS:
		return attach_cgroup(place, prog, a, why, size);
	default:
		return attach_auto(prog, a);
	}
}

int attach_program(const struct object *object, const struct place *place,
		   const struct program *program, struct attachment *a, char *why, size_t size)
{
	const struct bpf_program *prog = object_program(object, program);
	int err;

	*a = (struct attachment){ .fd = -1 };
	*why = '\0';
	err = attach(object, place, program, a, why, size);
	if (!err)
		return 0;
	detach_program(a);
	if (!*why)
		snprintf(why, size, "its section '%s': %s", bpf_program__section_name(prog),
			 err == -EOPNOTSUPP ? "names no place to attach to, or this kernel lacks "
					      "it (EOPNOTSUPP)"
					    : log_errno(err));
	return err;
}

uint64_t detach_program(struct attachment *a)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = LOOPBACK, .attach_point = BPF_TC_INGRESS);
	uint64_t start = clock_ns(), ns;

	if (a->ops) {
		/* Its sockets are not part of it. */
		sockets_free(a->sockets);
		start = clock_ns();
		struct_ops_unregister(a->ops);
		ns = clock_ns() - start;
		struct_ops_free(a->ops);
		*a = (struct attachment){ .fd = -1 };
		return ns;
	}
	sockets_free(a->sockets);

	bpf_link__destroy(a->link);
	if (a->fd >= 0)
		close(a->fd);
	if (a->tc) {
		a->tc_opts.flags = a->tc_opts.prog_fd = a->tc_opts.prog_id = 0;
		bpf_tc_detach(&hook, &a->tc_opts);
		hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
		bpf_tc_hook_destroy(&hook);
	}
	*a = (struct attachment){ .fd = -1 };
	return clock_ns() - start;
}
