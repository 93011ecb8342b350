// SPDX-License-Identifier: GPL-2.0-only
/* Reads a store: kernels or days in order, separated by machine and mode. */
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/files.h"
#include "report/compare/version.h"
#include "report/store/series.h"
#include "report/store/store.h"

struct documents {
	struct results_doc *doc;
	size_t n;
};

/* options tell whether times of several hosts are one series. */
static int by_place(const struct results_doc *a, const struct results_doc *b, bool with_version,
		    const struct compare_options *options)
{
	struct place x, y;
	int order;

	store_place(a, &x);
	store_place(b, &y);
	order = strcmp(x.machine, y.machine);
	if (!order && !options->across_hosts)
		order = strcmp(x.host, y.host);
	if (!order)
		order = strcmp(x.mode, y.mode);
	if (!order && with_version)
		order = version_compare(x.kernel, y.kernel);
	return order;
}

static const char *started(const struct results_doc *doc)
{
	return json_string_value(json_object_get(doc->run, "started"));
}

/* The first ten characters of the start are its day. */
static int by_day(const struct results_doc *a, const struct results_doc *b)
{
	return strncmp(started(a), started(b), 10);
}

/* Sorts the boots of a kernel by path, because directories have no order. */
static int by_kernel(const void *a, const void *b, void *options)
{
	const struct results_doc *x = a, *y = b;
	int order = by_place(x, y, true, options);

	if (!order)
		order = kernel_order(x, y);
	return order ? order : strcmp(x->path, y->path);
}

/* Sorts the days of a machine and mode, and within a day as by_kernel() does. */
static int by_date(const void *a, const void *b, void *options)
{
	int order = by_place(a, b, false, options);

	if (!order)
		order = by_day(a, b);
	return order ? order : by_kernel(a, b, options);
}

static int by_start(const void *a, const void *b)
{
	const struct side *x = a, *y = b;
	int order = strcmp(side_started(x), side_started(y));

	return order ? order : kernel_order(&x->docs[0], &y->docs[0]);
}

int series_order_read(const char *word, enum series_order *order)
{
	*order = strcmp(word, "date") ? SERIES_BY_KERNEL : SERIES_BY_DATE;
	return *order == SERIES_BY_KERNEL && strcmp(word, "kernel") ? -EINVAL : 0;
}

static int add(struct documents *all, const char *path, char *err, size_t size)
{
	struct results_doc *grown = realloc(all->doc, (all->n + 1) * sizeof(*grown));

	if (!grown) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	all->doc = grown;
	if (results_doc_read(path, &grown[all->n], err, size))
		return -EINVAL;
	all->n++;
	return 0;
}

static int read_all(const char *directory, struct documents *all, char *err, size_t size)
{
	char *paths[] = { (char *)directory, NULL };
	/* FTS_COMFOLLOW: the directory itself may be a symbolic link. */
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int ret = 0;

	snprintf(err, size, "%s: cannot be read: %s", directory, strerror(errno));
	if (!fts)
		return -EINVAL;
	while (!ret && (entry = fts_read(fts))) {
		size_t n = strlen(entry->fts_path);

		if (entry->fts_info == FTS_F && n > 5 &&
		    !strcmp(entry->fts_path + n - 5, ".json")) {
			ret = add(all, entry->fts_path, err, size);
		} else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
			   entry->fts_info == FTS_NS) {
			snprintf(err, size, "%s: cannot be read: %s", entry->fts_path,
				 strerror(entry->fts_errno));
			ret = -EINVAL;
		}
	}
	fts_close(fts);
	if (!ret && !all->n) {
		snprintf(err, size,
			 "%s: no result file in this directory: add some with report_progs store",
			 directory);
		ret = -ENOENT;
	}
	return ret;
}

/* Returns the index after the last document of the same machine and mode as the first. */
static size_t end_of_series(const struct documents *all, size_t first,
			    const struct compare_options *options)
{
	size_t end = first + 1;

	while (end < all->n && !by_place(&all->doc[first], &all->doc[end], false, options))
		end++;
	return end;
}

/*
 * Returns the index after the last document of the same side as the first.  Files without a build
 * are sorted after those with one and count as the same build.
 */
static size_t end_of_side(const struct documents *all, size_t first, enum series_order order,
			  const struct compare_options *options)
{
	const struct results_doc *doc = &all->doc[first];
	size_t end = first + 1;

	while (end < all->n && !by_place(doc, &all->doc[end], true, options) &&
	       !kernel_differs(doc, &all->doc[end]) &&
	       (order == SERIES_BY_KERNEL || !by_day(doc, &all->doc[end])))
		end++;
	return end;
}

/* Makes a side of the documents of one kernel.  The side then owns them. */
static int make_side(struct documents *all, size_t first, size_t end, struct side *side,
		     bool across_hosts, char *err, size_t size)
{
	struct results_doc *docs = calloc(end - first, sizeof(*docs));
	int ret;

	if (!docs) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	memcpy(docs, all->doc + first, (end - first) * sizeof(*docs));
	ret = side_init(side, docs, end - first, across_hosts, err, size);
	if (ret)
		free(docs);
	else
		memset(all->doc + first, 0, (end - first) * sizeof(*docs));
	return ret;
}

/*
 * Names the sides of each day among themselves, and puts the day before, so that every report names
 * it.
 */
static void label_days(struct side *sides, size_t n)
{
	size_t first, end, i;

	for (first = 0; first < n; first = end) {
		for (end = first + 1; end < n; end++)
			if (strncmp(side_started(&sides[first]), side_started(&sides[end]), 10))
				break;
		sides_label(sides + first, end - first);
		for (i = first; i < end; i++) {
			char name[LABEL_SIZE];

			snprintf(name, sizeof(name), "%s", sides[i].label);
			snprintf(sides[i].label, sizeof(sides[i].label), "%.10s %.*s",
				 side_started(&sides[i]), LABEL_SIZE - 12, name);
		}
	}
}

/* Makes the sides of one machine and mode in their order, and counts them in *n. */
static int make_sides(struct documents *all, size_t first, size_t end, enum series_order order,
		      const struct compare_options *options, struct side *sides, size_t *n,
		      char *err, size_t size)
{
	int ret = 0;
	size_t next;

	for (; !ret && first < end; first = next) {
		next = end_of_side(all, first, order, options);
		ret = make_side(all, first, next, &sides[*n], options->across_hosts, err, size);
		*n += !ret;
	}
	if (ret)
		return ret;
	if (order == SERIES_BY_DATE)
		qsort(sides, *n, sizeof(*sides), by_start);
	for (size_t i = 1; i < *n; i++)
		side_restate(&sides[i], &sides[0]);
	if (order == SERIES_BY_DATE)
		label_days(sides, *n);
	else
		sides_label(sides, *n);
	return 0;
}

/* Makes the view of one machine and mode. */
static int make_view(struct documents *all, size_t first, size_t end, enum series_order order,
		     const struct compare_options *options, struct report_view *view, char *err,
		     size_t size)
{
	struct side *sides = calloc(end - first, sizeof(*sides));
	struct place place;
	size_t n = 0;
	bool host;
	int ret;

	snprintf(err, size, "out of memory");
	if (!sides)
		return -ENOMEM;
	/* Read the place first, because make_side() takes the documents over. */
	store_place(&all->doc[first], &place);
	host = *place.host && !options->across_hosts;
	ret = make_sides(all, first, end, order, options, sides, &n, err, size);
	if (!ret)
		ret = view_init(view, sides, n, options);
	if (!ret)
		snprintf(view->name, sizeof(view->name), "%s, %s%s%s", place.machine, place.mode,
			 host ? ", host " : "", host ? place.host : "");
	else
		sides_free(sides, n);
	return ret;
}

int store_read(const char *directory, enum series_order order,
	       const struct compare_options *options, struct report_views *views, char *err,
	       size_t size)
{
	struct documents all = {};
	size_t first, end;
	int ret = read_all(directory, &all, err, size);

	*views = (struct report_views){};
	if (!ret) {
		qsort_r(all.doc, all.n, sizeof(*all.doc),
			order == SERIES_BY_DATE ? by_date : by_kernel, (void *)options);
		views->view = calloc(all.n, sizeof(*views->view));
		ret = views->view ? 0 : -ENOMEM;
		snprintf(err, size, "out of memory");
	}
	for (first = 0; !ret && first < all.n; first = end) {
		end = end_of_series(&all, first, options);
		ret = make_view(&all, first, end, order, options, &views->view[views->n], err,
				size);
		views->n += !ret;
	}
	for (size_t i = 0; i < all.n; i++)
		results_doc_clear(&all.doc[i]);
	free(all.doc);
	if (ret)
		report_views_clear(views);
	return ret;
}
