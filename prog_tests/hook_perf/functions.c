// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/tracefs.h"
#include "hook_perf/functions.h"

static bool matches(const char *name, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (!fnmatch(*patterns, name, 0))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A name that several functions share cannot be attached to: leaves none of it. */
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
	/* Doubles at powers of two. */
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

/* Those whose name matches one of the patterns and no other does. */
static int read_functions(struct functions *functions, const char *const *wanted,
			  const char *const *unwanted)
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
	while (!err && fgets(line, sizeof(line), file)) {
		/* "name [module]": a module's function may be gone later. */
		line[strcspn(line, "\n")] = '\0';
		if (!strchr(line, ' ') && !strchr(line, '.') && matches(line, wanted) &&
		    !matches(line, unwanted))
			err = add(functions, line);
	}
	fclose(file);
	close(dir);
	if (!err)
		drop_ambiguous(functions);
	return err;
}

int functions_all(struct functions *functions)
{
	static const char *const all[] = { "*", NULL };
	/* What the kernel's own tests leave out, and the trigger. */
	static const char *const unwanted[] = {
		"arch_cpu_idle",	"default_idle", "bpf_dispatcher_xdp_func",     "__bpf_*",
		"bpf_get_numa_node_id", "*rcu*",	"__ftrace_invalid_address__*", NULL,
	};

	return read_functions(functions, all, unwanted);
}

int functions_unused(struct functions *functions)
{
	static const char *const idle[] = {
		"tcp_*",  "udp_*", "udpv6_*", "tcp6_*",	 "inet6_*", "ip6_*",  "ipv6_*", "igmp*",
		"ping_*", "fib_*", "arp_*",   "ndisc_*", "icmp*",   "xfrm_*", "raw_*",	NULL,
	};
	/* Called by timers, or of locks in spite of their name. */
	static const char *const unwanted[] = { "raw_spin*", "raw_notifier*", "*timer*", "*gc*",
						"*_rcu*",    "*work*",	      NULL };

	return read_functions(functions, idle, unwanted);
}

void functions_free(struct functions *functions)
{
	while (functions->n)
		free(functions->names[--functions->n]);
	free(functions->names);
	functions->names = NULL;
}
