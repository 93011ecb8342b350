// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/kernel/guard.h"
#include "bench/kernel/log.h"
#include "bench/kernel/mount.h"
#include "bench/kernel/perf_event.h"
#include "bench/kernel/tracefs.h"

#define MS_NS 1000000L
/* Longest time that a worker needs to enable an event. The machine is idle while we wait. */
#define ENABLED_WITHIN_MS 50
/* After this time a disabled event will stay disabled. */
#define STAYS_OFF_MS 5
/* As above, for the guardian, which cannot try again later. */
#define STAYS_OFF_AT_LAST_MS 100
/* Size of each CPU's buffer. It is small because the buffer wraps and nobody reads it. */
#define BUFFER_KB "64"

#define PATH_SIZE 160

struct tracefs_divert {
	int dir;
	bool was_on;
	char enable[PATH_SIZE];
	char filter[PATH_SIZE];
	char instance[PATH_SIZE];
	/* The filter that we set on the event while our run lasts. */
	char others[PATH_SIZE];
	struct guard *guard;
};

int tracefs_open(void)
{
	return mount_private("tracefs");
}

/* Reads the event's id, which perf_event_open() needs. */
static int event_id(const char *event, uint64_t *id)
{
	char path[PATH_SIZE], text[24];
	int dir = tracefs_open();
	int err;

	if (dir < 0)
		return dir;
	snprintf(path, sizeof(path), "events/%s/id", event);
	err = mount_read(dir, path, text, sizeof(text));
	close(dir);
	if (!err)
		*id = strtoull(text, NULL, 10);
	return err;
}

int tracefs_attach(const char *event, const struct bpf_program *prog, struct bpf_link **link)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	uint64_t id;
	int err;

	*link = NULL;
	err = event_id(event, &id);
	if (err)
		return err;
	attr.config = id;
	/* Any CPU will do: the program runs on all of them. */
	return perf_event_attach(prog, perf_event_open(&attr, -1, 0), link);
}

static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * MS_NS };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

/* The state of an event is "0" or "1". A "*" follows if somebody else uses the event. */
static int event_is_on(const struct tracefs_divert *divert, bool *on)
{
	char text[8];
	int err = mount_read(divert->dir, divert->enable, text, sizeof(text));

	*on = !err && text[0] == '1';
	return err;
}

/* Switches the event off until it has stayed off for a while. */
static int switch_off(const struct tracefs_divert *divert, long stays_off_ms)
{
	long off_ms = 0;
	bool on;
	int err;

	while (off_ms < stays_off_ms) {
		err = event_is_on(divert, &on);
		if (!err && on)
			err = mount_write(divert->dir, divert->enable, "0");
		if (err)
			return err;
		off_ms = on ? 0 : off_ms + 1;
		sleep_ms(1);
	}
	return 0;
}

int tracefs_divert_settle(const struct tracefs_divert *divert)
{
	bool on = false;
	int err = 0, ms;

	if (divert->was_on)
		return 0;
	for (ms = 0; !err && !on && ms < ENABLED_WITHIN_MS; ms++) {
		if (ms)
			sleep_ms(1);
		err = event_is_on(divert, &on);
	}
	return err ? err : switch_off(divert, STAYS_OFF_MS);
}

bool tracefs_divert_shared(const struct tracefs_divert *divert)
{
	return divert->was_on;
}

/* Runs in the guardian: restores everything that it can, and returns the first error. */
static int restore(void *arg)
{
	const struct tracefs_divert *divert = arg;
	int err = 0, ret;

	if (!divert->was_on)
		err = switch_off(divert, STAYS_OFF_AT_LAST_MS);
	ret = mount_write(divert->dir, divert->filter, "0");
	err = err ? err : ret;
	if (unlinkat(divert->dir, divert->instance, AT_REMOVEDIR) && errno != ENOENT)
		err = err ? err : -errno;
	return err;
}

static int complain(char *why, size_t size, int err, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static int complain(char *why, size_t size, int err, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(why, size, format, args);
	va_end(args);
	if (err && n >= 0 && (size_t)n < size)
		snprintf(why + n, size - n, ": %s", log_errno(err));
	return err ? err : -EBUSY;
}

/* Saves what must be restored. It changes nothing yet. */
static int save(struct tracefs_divert *divert, const char *event, const char *ours, char *why,
		size_t size)
{
	char text[PATH_SIZE];
	int err;

	divert->dir = tracefs_open();
	if (divert->dir < 0)
		return complain(why, size, divert->dir, "cannot mount tracefs");
	snprintf(divert->enable, PATH_SIZE, "events/%s/enable", event);
	snprintf(divert->filter, PATH_SIZE, "events/%s/filter", event);
	snprintf(divert->instance, PATH_SIZE, "instances/bpf-perf.%d", getpid());
	snprintf(divert->others, PATH_SIZE, "!(%s)", ours);
	err = event_is_on(divert, &divert->was_on);
	if (!err)
		err = mount_read(divert->dir, divert->filter, text, sizeof(text));
	if (err)
		return complain(why, size, err, "cannot read the state of trace event %s", event);
	if (!strcmp(text, "none"))
		return 0;
	return complain(why, size, 0, "%s in tracefs already has a filter%s", divert->filter,
			strcmp(text, divert->others) ? "" : ", of another run");
}

static int divert_lines(const struct tracefs_divert *divert, char *why, size_t size)
{
	char path[2 * PATH_SIZE + 2];
	int err;

	err = mount_write(divert->dir, divert->filter, divert->others);
	if (err)
		return complain(why, size, err, "cannot set the trace event filter %s",
				divert->others);
	if (mkdirat(divert->dir, divert->instance, 0700))
		return complain(why, size, -errno, "cannot create a trace instance");
	snprintf(path, sizeof(path), "%s/buffer_size_kb", divert->instance);
	err = mount_write(divert->dir, path, BUFFER_KB);
	snprintf(path, sizeof(path), "%s/%s", divert->instance, divert->enable);
	if (!err)
		err = mount_write(divert->dir, path, "1");
	if (err)
		return complain(why, size, err, "cannot set up the trace instance");
	return 0;
}

int tracefs_divert_start(struct tracefs_divert **result, const char *event, const char *ours,
			 char *why, size_t size)
{
	struct tracefs_divert *divert = calloc(1, sizeof(*divert));
	int err;

	if (!divert)
		return complain(why, size, -ENOMEM, "tracefs");
	err = save(divert, event, ours, why, size);
	if (!err) {
		divert->guard = guard_start(restore, divert, &divert->dir, 1);
		if (!divert->guard)
			err = complain(why, size, -errno,
				       "cannot start the process that restores tracefs");
	}
	if (!err)
		err = divert_lines(divert, why, size);
	if (err) {
		tracefs_divert_stop(divert);
		return err;
	}
	*result = divert;
	return 0;
}

int tracefs_divert_stop(struct tracefs_divert *divert)
{
	int err;

	if (!divert)
		return 0;
	err = guard_stop(divert->guard);
	if (divert->dir >= 0)
		close(divert->dir);
	free(divert);
	return err;
}
