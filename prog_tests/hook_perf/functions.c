// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_progs.h"
#include "hook_perf/functions.h"

/* Plain comparisons, because there are 70 000 lines and an emulated machine is slow. */
static bool begins_with(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (**prefixes == *name && !strncmp(name, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Removes names that several functions share: one cannot attach to such a name. */
static void drop_ambiguous(struct functions *functions)
{
	size_t i, j, kept = 0;

	qsort(functions->names, functions->n, sizeof(*functions->names), compare);
	for (i = 0; i < functions->n; i = j) {
		for (j = i + 1; j < functions->n; j++)
			if (strcmp(functions->names[i], functions->names[j]))
				break;
		if (j == i + 1) {
			functions->names[kept++] = functions->names[i];
			continue;
		}
		for (; i < j; i++)
			free(functions->names[i]);
	}
	functions->n = kept;
}

static int add(struct functions *functions, const char *name)
{
	/* The array doubles its size at powers of two. */
	if (!(functions->n & (functions->n - 1))) {
		size_t size = functions->n ? 2 * functions->n : 1;
		char **names = realloc(functions->names, size * sizeof(*names));

		if (!names)
			return -ENOMEM;
		functions->names = names;
	}
	functions->names[functions->n] = strdup(name);
	if (!functions->names[functions->n])
		return -ENOMEM;
	functions->n++;
	return 0;
}

/* Reads the first functions that are wanted, at most this many, by address. */
static int read_functions(struct functions *functions, bool (*wanted)(const char *name),
			  size_t most)
{
	int dir = tracefs_open(), fd, err = 0;
	char line[512];
	FILE *file;

	*functions = (struct functions){};
	if (dir < 0)
		return dir;
	fd = openat(dir, "available_filter_functions", O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		close(dir);
		return err;
	}
	while (!err && functions->n < most && fgets(line, sizeof(line), file)) {
		/* The format is "name [module]". A module's function may disappear, so it is
		 * skipped. */
		line[strcspn(line, "\n")] = '\0';
		if (!strpbrk(line, " .") && wanted(line))
			err = add(functions, line);
	}
	fclose(file);
	close(dir);
	if (!err)
		drop_ambiguous(functions);
	return err;
}

/* Excludes the functions that the kernel's own tests exclude, and the trigger. */
static bool is_safe(const char *name)
{
	static const char *const unsafe[] = {
		"arch_cpu_idle",
		"default_idle",
		"bpf_dispatcher_xdp_func",
		"__bpf_",
		"bpf_get_numa_node_id",
		"__ftrace_invalid_address__",
		NULL,
	};

	return !begins_with(name, unsafe) && !strstr(name, "rcu");
}

int functions_all(struct functions *functions)
{
	return read_functions(functions, is_safe, SIZE_MAX);
}

/* Functions of hypervisors' guests and of devices for uncore events: they are first in memory, and
 * nothing calls them after the boot. Then functions of network protocols. */
static bool is_unused(const char *name)
{
	static const char *const unused[] = {
		"xen_", "hv_",	"uncore_", "snb",   "skx_", "ivbep_", "hswep_",
		"knl_", "tcp_", "udp",	   "inet",  "ip6_", "igmp",   "ping_",
		"fib_", "arp_", "icmp",	   "xfrm_", NULL,
	};

	return begins_with(name, unused) && !strstr(name, "timer") && !strstr(name, "clock") &&
	       !strstr(name, "rcu") && !strstr(name, "work") && !strstr(name, "gc");
}

int functions_unused(struct functions *functions, size_t n)
{
	return read_functions(functions, is_unused, n);
}

void functions_free(struct functions *functions)
{
	while (functions->n)
		free(functions->names[--functions->n]);
	free(functions->names);
	functions->names = NULL;
}
