// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "report/formats/openmetrics_source.h"

static bool same_labels(const struct source *a, const struct source *b)
{
	return !strcmp(a->place.mode, b->place.mode) &&
	       !strcmp(a->place.machine, b->place.machine) &&
	       !strcmp(a->place.host, b->place.host) && !strcmp(a->build, b->build) &&
	       !strcmp(a->run, b->run) &&
	       !strcmp(doc_text(a->doc, "kernel_release"), doc_text(b->doc, "kernel_release"));
}

static int source_init(struct source *source, const struct results_doc *doc)
{
	*source = (struct source){ .doc = doc };
	store_place(doc, &source->place);
	kernel_build(doc, source->build, sizeof(source->build));
	if (*doc_named(doc))
		snprintf(source->run, sizeof(source->run), "%s", doc_named(doc));
	else
		label_of_file(doc, source->run, sizeof(source->run));
	return results_doc_hash(doc, &source->hash);
}

int sources_init(struct source *sources, size_t *found, const struct results_doc *docs, size_t n)
{
	int ret = 0;

	*found = 0;
	for (size_t i = 0; !ret && i < n; i++) {
		bool repeated = false;

		ret = source_init(&sources[*found], &docs[i]);
		for (size_t j = 0; j < *found; j++)
			repeated = repeated || sources[j].hash == sources[*found].hash;
		*found += !ret && !repeated;
	}
	return ret;
}

/* Two series of the same labels would be refused, or taken for one. */
int sources_check(const struct results_doc *docs, size_t n, char *err, size_t size)
{
	struct source *sources = calloc(n + 1, sizeof(*sources));
	size_t found = 0;
	int ret = sources ? sources_init(sources, &found, docs, n) : -ENOMEM;

	snprintf(err, size, "out of memory");
	for (size_t i = 0; !ret && i < found; i++)
		for (size_t j = 0; !ret && j < i; j++) {
			if (!same_labels(&sources[i], &sources[j]))
				continue;
			snprintf(err, size,
				 "%s and %s are runs of one kernel with one name: give each a name "
				 "with --label",
				 sources[j].doc->path, sources[i].doc->path);
			ret = -EINVAL;
		}
	free(sources);
	return ret;
}
