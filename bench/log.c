// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <bpf/libbpf.h>

#include "bench/env.h"
#include "bench/log.h"
#include "bench/permission.h"

/* libbpf's print callback gets no argument of ours, so this is the process's. */
static struct {
	int verbose;
	/* The end of what was said since log_clear(). */
	char text[4096];
	size_t used;
} said;

static void keep(const char *line)
{
	size_t n = strlen(line), drop;

	if (n >= sizeof(said.text)) {
		line += n - (sizeof(said.text) - 1);
		n = sizeof(said.text) - 1;
	}
	if (said.used + n >= sizeof(said.text)) {
		drop = said.used + n - (sizeof(said.text) - 1);
		said.used -= drop;
		memmove(said.text, said.text + drop, said.used);
	}
	memcpy(said.text + said.used, line, n + 1);
	said.used += n;
}

static int print(enum libbpf_print_level level, const char *format, va_list args)
{
	char *line;

	if (vasprintf(&line, format, args) < 0)
		return 0;
	if (level == LIBBPF_WARN)
		keep(line);
	if ((int)level < said.verbose)
		fputs(line, stderr);
	free(line);
	return 0;
}

void log_init(int verbose)
{
	said.verbose = verbose;
	libbpf_set_print(print);
}

void log_clear(void)
{
	said.used = 0;
	said.text[0] = '\0';
}

/* Of this process, whatever it was that needed it: computed once, and kept. */
static const char *not_permitted(int err)
{
	static char perm[160], access[160];
	char *text = err == -EPERM ? perm : access, why[96];

	if (!*text) {
		permission_why(why, sizeof(why));
		snprintf(text, sizeof(perm), "not permitted (%s)%s",
			 err == -EPERM ? "EPERM" : "EACCES", *why ? why : " by this kernel");
	}
	return text;
}

static const char *no_memory(void)
{
	static char text[96 + ENV_WHY];
	struct env_memory memory;

	if (*text)
		return text;
	env_memory_limit(&memory);
	if (memory.bytes)
		snprintf(text, sizeof(text),
			 "not enough memory (ENOMEM; cgroup %s is limited to %lld MB)",
			 memory.cgroup, memory.bytes >> 20);
	else
		snprintf(text, sizeof(text), "not enough memory (ENOMEM)");
	return text;
}

static const char *too_many_files(void)
{
	static char text[96];
	struct rlimit limit = {};

	getrlimit(RLIMIT_NOFILE, &limit);
	snprintf(text, sizeof(text),
		 "too many open files (EMFILE): RLIMIT_NOFILE is %llu (ulimit -n)",
		 (unsigned long long)limit.rlim_cur);
	return text;
}

static const char *no_such_thing(void)
{
	const char *lockdown = permission_lockdown();

	/* In that mode tracefs has no files. */
	return lockdown && !strcmp(lockdown, "confidentiality")
		       ? "lockdown=confidentiality hides it, or this kernel has no such thing "
			 "(ENOENT)"
		       : "this kernel has no such thing (ENOENT)";
}

const char *log_errno(int err)
{
	switch (-err) {
	case EPERM:
	case EACCES:
		return not_permitted(err);
	case ENOMEM:
		return no_memory();
	case EMFILE:
		return too_many_files();
	case ENFILE:
		return "too many open files on this machine (ENFILE): see sysctl fs.file-max";
	case ESRCH:
		return "this kernel has no BTF that libbpf finds (ESRCH)";
	case E2BIG:
		return "too large or too complex (E2BIG)";
	case EINVAL:
		return "this kernel does not know what was asked for, or refuses it (EINVAL)";
	case ENOENT:
		return no_such_thing();
	case EOPNOTSUPP:
		return "not built into this kernel (EOPNOTSUPP)";
	case 524: /* ENOTSUPP has no text in libc */
		return "not supported by this kernel (ENOTSUPP)";
	default:
		return strerror(-err);
	}
}

bool log_explained(int err)
{
	char why[96];

	switch (-err) {
	case EMFILE:
	case ENFILE:
		return true;
	case EPERM:
	case EACCES:
		return permission_why(why, sizeof(why));
	default:
		return false;
	}
}

/* Lines of bookkeeping around the verifier's verdict. */
static int is_chatter(const char *line)
{
	static const char *const chatter[] = {
		"processed ",
		"verification time",
		"stack depth",
		"-- END",
		"-- BEGIN",
		"libbpf: prog",
		"libbpf: failed to load object",
		"libbpf: map",
		"libbpf: permission error",
	};
	size_t i;

	for (i = 0; i < sizeof(chatter) / sizeof(chatter[0]); i++)
		if (!strncmp(line, chatter[i], strlen(chatter[i])))
			return 1;
	return !line[0];
}

void log_reason(int err, char *why, size_t size)
{
	char copy[sizeof(said.text)], *line, *rest = copy, *last = NULL, *map = NULL;
	const char *what;

	memcpy(copy, said.text, sizeof(copy));
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "libbpf: map '", 13) && !map)
			map = line + strlen("libbpf: ");
		if (!is_chatter(line))
			last = line;
	}
	if (map && (!last || err == -ENOMEM || err == -E2BIG))
		last = map;
	if (last && !strncmp(last, "libbpf: ", 8))
		last += 8;
	/* It is the verifier that says so of a program. */
	what = err == -EACCES ? "refused by the verifier (EACCES)" : log_errno(err);
	if (last)
		snprintf(why, size, "%s: %s", what, last);
	else
		snprintf(why, size, "%s", what);
}
