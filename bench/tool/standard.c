// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "bench/result/array.h"
#include "bench/tool/standard.h"

/* vm/guestargs.py has the same files. Where one is not installed, its figures say so. */
static const char *const tools[] = {
	"/usr/sbin/execsnoop",	"/usr/sbin/opensnoop", "/usr/sbin/runqlat", "/usr/sbin/biolatency",
	"/usr/sbin/tcpconnlat", "/usr/sbin/cpudist",   "/usr/sbin/memleak",
};

/* A fixed number of operations of a CPU, a disk, memory and sockets. */
static const char stress[] = "/usr/bin/stress-ng -q --cpu 1 --cpu-ops 100 --cpu-method int64 "
			     "--hdd 1 --hdd-bytes 4M --hdd-ops 50 --vm 1 --vm-bytes 16M "
			     "--vm-ops 2000 --sock 1 --sock-ops 50 --temp-path /tmp";

int tool_standard(struct tool_options *options)
{
	const char *const loads[] = { NULL, stress };
	size_t n_loads = options->load ? 1 : ARRAY_SIZE(loads);

	options->commands = calloc(n_loads * ARRAY_SIZE(tools), sizeof(*options->commands));
	options->loads = calloc(n_loads * ARRAY_SIZE(tools), sizeof(*options->loads));
	if (!options->commands || !options->loads)
		return -ENOMEM;
	for (size_t load = 0; load < n_loads; load++)
		for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
			options->loads[options->n_commands] = loads[load];
			options->commands[options->n_commands++] = tools[i];
		}
	return 0;
}
