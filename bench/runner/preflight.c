// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <linux/capability.h>

#include "bench/env/cpus.h"
#include "bench/env/env.h"
#include "bench/kernel/log.h"
#include "bench/kernel/permission.h"
#include "bench/result/array.h"
#include "bench/runner/preflight.h"

/* Enough for all operations together, except those that need more (programs on a hundred functions)
 * and report that themselves. */
#define FILES_AT_LEAST 128

static int capable(char *err, size_t size)
{
	static const struct {
		int number;
		const char *name;
	} needed[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
	};
	size_t i, used;

	if (permission_has(CAP_SYS_ADMIN))
		return 0;
	used = snprintf(err, size, "not permitted to load BPF programs: missing");
	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!permission_has(needed[i].number))
			used += snprintf(err + used, size - used, " %s", needed[i].name);
	if (used == strlen("not permitted to load BPF programs: missing"))
		return 0;
	snprintf(err + used, size - used, "; run it as root (sudo)");
	return -EPERM;
}

int preflight_files(char *err, size_t size)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit))
			getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= FILES_AT_LEAST)
		return 0;
	snprintf(err, size,
		 "too few open files are allowed: RLIMIT_NOFILE is %llu and a run needs up to %d; "
		 "raise it (ulimit -n %d, or LimitNOFILE= of the service)",
		 (unsigned long long)limit.rlim_cur, FILES_AT_LEAST, FILES_AT_LEAST);
	return -EMFILE;
}

int preflight(char *err, size_t size)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd;

	if (capable(err, size))
		return -EPERM;
	fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, 2, NULL);
	if (fd >= 0) {
		close(fd);
		return 0;
	}
	fd = -errno;
	if (fd == -ENOSYS)
		snprintf(err, size,
			 "this kernel has no bpf() system call: boot a kernel with "
			 "CONFIG_BPF_SYSCALL=y");
	else if (fd == -EPERM)
		snprintf(err, size,
			 "bpf() is %s although this process has the capabilities to load programs; "
			 "run it outside the container, or in a privileged one",
			 log_errno(fd));
	else
		snprintf(err, size, "loading a BPF program of two instructions failed: %s",
			 log_errno(fd));
	return fd;
}

int preflight_cpu(int wanted, char *err, size_t size)
{
	struct cpus allowed;
	int cpu, ret = cpus_allowed(&allowed);

	if (ret) {
		snprintf(err, size, "cannot read which CPUs are allowed: %s", strerror(-ret));
		return ret;
	}
	cpu = wanted < 0 || !cpus_has(&allowed, wanted) ? env_best_cpu(&allowed) : wanted;
	cpus_free(&allowed);
	if (wanted < 0 || cpu == wanted)
		return cpu;
	snprintf(err, size,
		 "CPU %d is not among the allowed CPUs; without --cpu the run uses CPU %d", wanted,
		 cpu);
	return -EINVAL;
}
