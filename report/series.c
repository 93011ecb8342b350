// SPDX-License-Identifier: GPL-2.0-only
/* What report_progs store keeps, taken together: kernels in order, apart by machine and mode. */
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

struct documents {
	struct results_doc *doc;
	size_t n;
};

static int by_place(const struct results_doc *a, const struct results_doc *b, bool with_version)
{
	struct place x, y;
	int order;

	store_place(a, &x);
	store_place(b, &y);
	order = strcmp(x.machine, y.machine);
	if (!order)
		order = strcmp(x.mode, y.mode);
	if (!order && with_version)
		order = version_compare(x.kernel, y.kernel);
	return order;
}

/* A kernel's boots by their paths: directories have no order. */
static int by_kernel(const void *a, const void *b)
{
	const struct results_doc *x = a, *y = b;
	int order = by_place(x, y, true);

	if (!order)
		order = kernel_order(x, y);
	return order ? order : strcmp(x->path, y->path);
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
	/* The directory itself may be a link to where it is. */
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
		snprintf(err, size, "%s: no result file in it (report_progs store puts them there)",
			 directory);
		ret = -ENOENT;
	}
	return ret;
}

/* Where what is not in the same place as the first begins. */
static size_t end_of(const struct documents *all, size_t first, bool with_kernel)
{
	size_t end = first + 1;

	/* Files that do not tell the build come after those that do, and are taken for theirs. */
	while (end < all->n && !by_place(&all->doc[first], &all->doc[end], with_kernel) &&
	       !(with_kernel && kernel_differs(&all->doc[first], &all->doc[end])))
		end++;
	return end;
}

/* A kernel's documents become a side, which owns them. */
static int make_side(struct documents *all, size_t first, size_t end, struct side *side, char *err,
		     size_t size)
{
	struct results_doc *docs = calloc(end - first, sizeof(*docs));
	int ret;

	if (!docs) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	memcpy(docs, all->doc + first, (end - first) * sizeof(*docs));
	ret = side_init(side, docs, end - first, err, size);
	if (ret)
		free(docs);
	else
		memset(all->doc + first, 0, (end - first) * sizeof(*docs));
	return ret;
}

/* The kernels of one machine and mode. */
static int make_view(struct documents *all, size_t first, size_t end,
		     const struct compare_options *options, struct report_view *view, char *err,
		     size_t size)
{
	struct side *sides = calloc(end - first, sizeof(*sides));
	int ret = sides ? 0 : -ENOMEM;
	struct place place;
	size_t n = 0, next;

	snprintf(err, size, "out of memory");
	/* Before they are the sides'. */
	store_place(&all->doc[first], &place);
	for (; !ret && first < end; first = next) {
		next = end_of(all, first, true);
		ret = make_side(all, first, next, &sides[n], err, size);
		if (!ret && n)
			side_restate(&sides[n], &sides[0]);
		n += !ret;
	}
	if (!ret)
		ret = view_init(view, sides, n, options);
	if (!ret)
		snprintf(view->name, sizeof(view->name), "%s, %s", place.machine, place.mode);
	else
		sides_free(sides, n);
	return ret;
}

int store_read(const char *directory, const struct compare_options *options,
	       struct report_views *views, char *err, size_t size)
{
	struct documents all = {};
	size_t first, end;
	int ret = read_all(directory, &all, err, size);

	*views = (struct report_views){};
	if (!ret) {
		qsort(all.doc, all.n, sizeof(*all.doc), by_kernel);
		views->view = calloc(all.n, sizeof(*views->view));
		ret = views->view ? 0 : -ENOMEM;
		snprintf(err, size, "out of memory");
	}
	for (first = 0; !ret && first < all.n; first = end) {
		end = end_of(&all, first, false);
		ret = make_view(&all, first, end, options, &views->view[views->n], err, size);
		views->n += !ret;
	}
	for (size_t i = 0; i < all.n; i++)
		results_doc_clear(&all.doc[i]);
	free(all.doc);
	if (ret)
		report_views_clear(views);
	return ret;
}
