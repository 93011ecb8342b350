// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <bpf/libbpf.h>

#include "bench/kernel/limits.h"
#include "bench/kernel/log.h"
#include "bench/kernel/permission.h"
#include "bench/result/array.h"

/* libbpf passes no argument of ours to its print callback, so this state is global. */
static struct {
	int verbose;
	/* The last 4 kB of warnings since log_clear(). */
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

/* Why this process lacks the permission, whatever needed it. Computed once and kept. */
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
	static char text[96 + LIMITS_NAME];
	struct limits_memory memory;

	if (*text)
		return text;
	limits_memory(&memory);
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

	/* In this mode the kernel does not create the files of tracefs. */
	return lockdown && !strcmp(lockdown, "confidentiality")
		       ? "not found: lockdown=confidentiality hides it, or this kernel lacks it "
			 "(ENOENT)"
		       : "not found in this kernel (ENOENT)";
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
		return "this kernel does not know the request, or refuses it (EINVAL)";
	case ENOENT:
		return no_such_thing();
	case EOPNOTSUPP:
		return "not built into this kernel (EOPNOTSUPP)";
	case ENOTSUPP:
		return "not supported by this kernel (ENOTSUPP)";
	default:
		return strerror(-err);
	}
}

enum cause log_cause(int err)
{
	char why[96];

	switch (-err) {
	case EPERM:
	case EACCES:
		return permission_why(why, sizeof(why));
	case ENOMEM:
	case EMFILE:
	case ENFILE:
	case EEXIST: /* another user has it, as with EBUSY */
	case EBUSY:
		return CAUSE_RESOURCES;
	case ESRCH:
	case EINVAL:
	case ENOENT:
	case ENODEV:
	case ENOSYS:
	case EOPNOTSUPP:
	case ENOTSUPP:
		return CAUSE_MISSING;
	default:
		return CAUSE_WRONG;
	}
}

bool log_explained(int err)
{
	switch (-err) {
	case EMFILE:
	case ENFILE:
		return true;
	case EPERM:
	case EACCES:
		return log_cause(err) != CAUSE_FORBIDDEN;
	default:
		return false;
	}
}

/* Returns true for lines of bookkeeping around the verifier's verdict. */
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

	for (i = 0; i < ARRAY_SIZE(chatter); i++)
		if (!strncmp(line, chatter[i], strlen(chatter[i])))
			return 1;
	return !line[0];
}

/* EACCES from loading a program is the verifier's refusal, not a missing permission. */
static const char *what_failed(int err)
{
	return err == -EACCES ? "refused by the verifier (EACCES)" : log_errno(err);
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
	what = what_failed(err);
	if (last)
		snprintf(why, size, "%s: %s", what, last);
	else
		snprintf(why, size, "%s", what);
}

void log_lines(int err, char *why, size_t size)
{
	char copy[sizeof(said.text)], *line, *rest = copy, *lines[3] = {};
	const char *before = ": ";
	size_t i, used;

	memcpy(copy, said.text, sizeof(copy));
	while ((line = strsep(&rest, "\n")))
		if (!is_chatter(line)) {
			memmove(lines, lines + 1, sizeof(lines) - sizeof(*lines));
			lines[ARRAY_SIZE(lines) - 1] = line;
		}
	used = snprintf(why, size, "%s", what_failed(err));
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!lines[i] || used >= size)
			continue;
		if (!strncmp(lines[i], "libbpf: ", 8))
			lines[i] += 8;
		used += snprintf(why + used, size - used, "%s%s", before, lines[i]);
		before = " | ";
	}
}
