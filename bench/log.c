// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "bench/log.h"

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

const char *log_errno(int err)
{
	switch (-err) {
	case EPERM:
		return "not permitted by this kernel or this user (EPERM)";
	case EACCES:
		return "refused by the verifier (EACCES)";
	case ENOMEM:
		return "not enough memory (ENOMEM)";
	case ESRCH:
		return "this kernel has no BTF that libbpf finds (ESRCH)";
	case E2BIG:
		return "too large or too complex (E2BIG)";
	case EINVAL:
		return "this kernel does not know what was asked for, or refuses it (EINVAL)";
	case ENOENT:
		return "this kernel has no such thing (ENOENT)";
	case EOPNOTSUPP:
		return "not built into this kernel (EOPNOTSUPP)";
	case 524: /* ENOTSUPP has no text in libc */
		return "not supported by this kernel (ENOTSUPP)";
	default:
		return strerror(-err);
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
	if (last)
		snprintf(why, size, "%s: %s", log_errno(err), last);
	else
		snprintf(why, size, "%s", log_errno(err));
}
