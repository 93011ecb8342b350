// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <linux/capability.h>

#include "bench/cpus.h"
#include "bench/env.h"
#include "bench/preflight.h"

static unsigned long long effective_capabilities(void)
{
	unsigned long long caps = 0;
	char line[256];
	FILE *file;

	file = fopen("/proc/self/status", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	if (file)
		fclose(file);
	return caps;
}

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
	unsigned long long caps = effective_capabilities();
	size_t i, used;

	if (caps & 1ULL << CAP_SYS_ADMIN)
		return 0;
	used = snprintf(err, size, "not permitted to load BPF programs: missing");
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!(caps & 1ULL << needed[i].number))
			used += snprintf(err + used, size - used, " %s", needed[i].name);
	if (used == strlen("not permitted to load BPF programs: missing"))
		return 0;
	snprintf(err + used, size - used, "; run it as root (sudo)");
	return -EPERM;
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
		snprintf(
			err, size,
			"this kernel has no bpf() system call: boot one with CONFIG_BPF_SYSCALL=y");
	else if (fd == -EPERM)
		snprintf(err, size,
			 "bpf() is not permitted although the capabilities are there: a "
			 "container's seccomp filter or the kernel's lockdown mode forbids it; run "
			 "it outside, or as a privileged container");
	else
		snprintf(err, size, "loading a BPF program of two instructions failed: %s",
			 strerror(-fd));
	return fd;
}

int preflight_cpu(int wanted, char *err, size_t size)
{
	struct cpus allowed;
	int cpu, ret = cpus_allowed(&allowed);

	if (ret) {
		snprintf(err, size, "cannot tell which CPUs we may use: %s", strerror(-ret));
		return ret;
	}
	cpu = wanted < 0 || !cpus_has(&allowed, wanted) ? env_best_cpu(&allowed) : wanted;
	cpus_free(&allowed);
	if (wanted < 0 || cpu == wanted)
		return cpu;
	snprintf(err, size, "CPU %d is not among those we may use (without --cpu it is %d)", wanted,
		 cpu);
	return -EINVAL;
}
