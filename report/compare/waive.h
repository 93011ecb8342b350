/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Regressions that somebody accepted: --waive FILE, whose lines are
 *
 *	test/operation  CEILING%  UNTIL  REASON
 *
 * An operation may get so much worse until the end of that day, UTC.  A waiver that has expired
 * fails the comparison, so that nobody forgets it.
 */
#ifndef REPORT_COMPARE_WAIVE_H
#define REPORT_COMPARE_WAIVE_H

#include <stddef.h>
#include <time.h>

struct difference;
struct side;

struct waiver {
	char *name, *reason;
	/* As a fraction of the old figure. */
	double ceiling;
	/* "2027-01-31". */
	char until[11];
	unsigned int line;
};

struct waivers {
	struct waiver *waiver;
	size_t n;
	/* Of the file, for messages; not owned. */
	const char *path;
	/* The day that it is, "2026-11-29". */
	char today[11];
};

/* Reads the file; the path has to outlive it.  Returns 0, or a negative errno with
 * "FILE:LINE: what" in err. */
int waivers_read(const char *path, time_t now, struct waivers *waivers, char *err, size_t size);
void waivers_clear(struct waivers *waivers);

/* Every waiver has to name an operation of some side.  Returns 0, or -EINVAL with the reason. */
int waivers_known(const struct waivers *waivers, const struct side *sides, size_t n, char *err,
		  size_t size);

/* The waiver of an operation whether or not it has expired; NULL if there is none. */
const struct waiver *waiver_find(const struct waivers *waivers, const char *name);
/* The first that has expired; NULL if none has. */
const struct waiver *waiver_expired(const struct waivers *waivers);

#endif /* REPORT_COMPARE_WAIVE_H */
