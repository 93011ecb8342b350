// SPDX-License-Identifier: GPL-2.0-only
#include "report/page/sources.h"

/* From report/page/html/embed.S: what progs/sources.awk printed. */
extern const char page_sources_text[];
extern const unsigned int page_sources_size;

struct parts {
	/* By "progs/NAME.c:LINE": all texts, and the numbers of the shown ones. */
	const json_t *texts;
	json_t *numbers;
	json_t *shown;
};

static int add_part(struct parts *parts, json_t *source, const json_t *where)
{
	const char *place = json_string_value(where);
	json_t *number = json_object_get(parts->numbers, place);
	int ret = 0;

	if (!number) {
		number = json_integer(json_array_size(parts->shown));
		ret = json_object_set_new(parts->numbers, place, number);
		ret |= json_array_append_new(
			parts->shown,
			json_pack("[s, O]", place, json_object_get(parts->texts, place)));
	}
	return ret ? ret : json_array_append(source, number);
}

static int add_source(struct parts *parts, json_t *operation, const json_t *places)
{
	json_t *source;
	int ret = 0;

	if (!places)
		return 0;
	source = json_array();
	for (size_t i = 0; !ret && i < json_array_size(places); i++)
		ret = add_part(parts, source, json_array_get(places, i));
	return json_object_set_new(operation, "source", source) | ret;
}

static int add_sources(struct parts *parts, json_t *operations, const json_t *known)
{
	json_t *operation;
	int ret = 0;
	size_t i;

	json_array_foreach (operations, i, operation) {
		const char *name = json_string_value(json_object_get(operation, "name"));

		ret |= add_source(parts, operation, json_object_get(known, name));
	}
	return ret;
}

json_t *page_sources(json_t *series)
{
	json_t *all = json_loadb(page_sources_text, page_sources_size, 0, NULL);
	struct parts parts = { .texts = json_object_get(all, "texts"),
			       .numbers = json_object(),
			       .shown = json_array() };
	int ret = all ? 0 : -1;

	for (size_t i = 0; !ret && i < json_array_size(series); i++)
		ret = add_sources(&parts, json_object_get(json_array_get(series, i), "operations"),
				  json_object_get(all, "operations"));
	json_decref(all);
	json_decref(parts.numbers);
	if (!ret)
		return parts.shown;
	json_decref(parts.shown);
	return NULL;
}
