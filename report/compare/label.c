// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/label.h"
#include "report/compare/side.h"
#include "report/compare/version.h"

/* Bytes for what tells a document from others. */
#define TOLD 64

static bool is_name(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > LABEL_NAME || name[strspn(name, " ")] == '\0')
		return false;
	for (; *name; name++)
		if ((unsigned char)*name < ' ' || (unsigned char)*name > '~')
			return false;
	return true;
}

int labels_add(struct label_list *labels, const char *name, char *err, size_t size)
{
	const char **grown;

	if (!is_name(name)) {
		snprintf(err, size, "--label: expected a name of 1 to %d printable characters",
			 LABEL_NAME);
		return -EINVAL;
	}
	for (size_t i = 0; i < labels->n; i++)
		if (!strcmp(labels->name[i], name)) {
			snprintf(err, size, "--label %s: the name is given twice", name);
			return -EINVAL;
		}
	grown = realloc(labels->name, (labels->n + 1) * sizeof(*grown));
	if (!grown) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	labels->name = grown;
	labels->name[labels->n++] = name;
	return 0;
}

int labels_fit(const struct label_list *labels, size_t n, const char *what, char *err, size_t size)
{
	if (!labels->n || labels->n == n)
		return 0;
	snprintf(err, size,
		 "--label: %zu names for %zu %s: give none, or one for each in their order",
		 labels->n, n, what);
	return -EINVAL;
}

void labels_clear(struct label_list *labels)
{
	free(labels->name);
	*labels = (struct label_list){};
}

int label_doc(struct results_doc *doc, const char *name)
{
	return json_object_set_new(doc->environment, "label", json_string(name)) ? -ENOMEM : 0;
}

static void printable(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
			*text = '?';
}

void label_of_file(const struct results_doc *doc, char *text, size_t size)
{
	const char *base = strrchr(doc->path, '/');
	size_t n;

	base = base ? base + 1 : doc->path;
	n = strlen(base);
	if (n > strlen(".json") && !strcmp(base + n - strlen(".json"), ".json"))
		n -= strlen(".json");
	snprintf(text, size, "%.*s", (int)n, base);
	printable(text);
}

/* A file may have a name that labels_add() would refuse. */
static void called(const struct results_doc *doc, char text[LABEL_SIZE])
{
	if (*doc_named(doc))
		snprintf(text, 96, "%s", doc_named(doc));
	else
		version_text(doc, text, 96);
	printable(text);
}

/* What may tell documents of one name apart, the most telling first. */
enum telling { RELEASE, BUILD, TOOLS, NAME, PATH, TELLINGS };

static const char *text_of(const struct results_doc *doc, const char *field)
{
	const char *text = json_string_value(json_object_get(doc->environment, field));

	return text ? text : "unknown";
}

static void tell(const struct results_doc *doc, enum telling telling, char text[TOLD])
{
	size_t n = strlen(doc->path);

	switch (telling) {
	case RELEASE:
		snprintf(text, TOLD, "%s", text_of(doc, "kernel_release"));
		break;
	case BUILD:
		kernel_build(doc, text, TOLD);
		break;
	case TOOLS:
		snprintf(text, TOLD, "clang %.20s, libbpf %.20s", text_of(doc, "clang"),
			 text_of(doc, "libbpf"));
		break;
	case NAME:
		label_of_file(doc, text, TOLD);
		break;
	default:
		/* The end of a long path tells more than its beginning. */
		snprintf(text, TOLD, "%s", doc->path + (n < TOLD ? 0 : n - TOLD + 1));
	}
	printable(text);
}

/* True if what is told is known of docs[at] and differs from all others that are called the same. */
static bool tells(const struct results_doc *const *docs, size_t n, size_t at, const char *own,
		  enum telling telling)
{
	char text[TOLD], other[LABEL_SIZE];

	tell(docs[at], telling, text);
	if (!*text)
		return false;
	for (size_t i = 0; i < n; i++) {
		char told[TOLD];

		called(docs[i], other);
		if (i == at || strcmp(other, own))
			continue;
		tell(docs[i], telling, told);
		if (!strcmp(told, text))
			return false;
	}
	return true;
}

void labels_tell_apart(const struct results_doc *const *docs, size_t n, size_t at,
		       char label[LABEL_SIZE])
{
	char own[LABEL_SIZE], other[LABEL_SIZE], text[TOLD];
	size_t same = 0, before = 0;
	enum telling telling;

	called(docs[at], own);
	for (size_t i = 0; i < n; i++) {
		called(docs[i], other);
		same += i != at && !strcmp(own, other);
		before += i < at && !strcmp(own, other);
	}
	snprintf(label, LABEL_SIZE, "%s", own);
	if (!same)
		return;
	for (telling = RELEASE; telling < TELLINGS; telling++)
		if (tells(docs, n, at, own, telling))
			break;
	if (telling < TELLINGS) {
		tell(docs[at], telling, text);
		snprintf(label, LABEL_SIZE, "%.80s (%s%s)", own, telling == BUILD ? "build " : "",
			 text);
	} else if (before) {
		snprintf(label, LABEL_SIZE, "%.90s (%zu)", own, before + 1);
	}
}

void sides_label(struct side *sides, size_t n)
{
	const struct results_doc **docs = calloc(n + 1, sizeof(*docs));

	/* Without memory for it the labels stay what side_init() made them. */
	for (size_t i = 0; docs && i < n; i++)
		docs[i] = &sides[i].docs[0];
	for (size_t i = 0; docs && i < n; i++)
		labels_tell_apart(docs, n, i, sides[i].label);
	free(docs);
}
