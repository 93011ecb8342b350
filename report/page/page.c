// SPDX-License-Identifier: GPL-2.0-only
/* Makes the JSON data of the html page, which the script of report/page/html/ shows. */
#include "bench/result/family.h"
#include "report/page/columns.h"
#include "report/page/flames.h"
#include "report/page/json.h"
#include "report/page/kernels.h"
#include "report/page/operations.h"
#include "report/page/page.h"
#include "report/page/published.h"
#include "report/page/sources.h"

/* The names of the families, by whose numbers the operations are in them. */
static json_t *families_json(void)
{
	json_t *names = json_array();

	for (size_t i = 0; i < family_count(); i++)
		json_array_append_new(names, page_text(family_name(i)));
	return names;
}

static json_t *view_json(struct report_view *view, const struct bounds *published)
{
	json_t *kernels = json_array(), *claims = json_array(), *said = json_array();
	json_t *cells = json_array(), *operations = page_operations(view, cells);
	json_t *columns = page_columns(cells, view->n), *flames = NULL;
	int ret = page_flames(view, operations, &flames);

	for (size_t i = 0; i < view->n; i++) {
		ret |= json_array_append_new(kernels, page_kernel(view, i));
		ret |= page_claims_add(claims, said, view, i, published);
	}
	said = page_columns(said, view->n);
	if (!ret && operations && columns && said)
		return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o*}", "name",
				 page_text(view->name), "families", families_json(), "kinds",
				 page_kinds(), "kernels", kernels, "operations", operations,
				 "columns", columns, "claims", claims, "said", said, "flames",
				 flames);
	json_decref(kernels);
	json_decref(operations);
	json_decref(columns);
	json_decref(claims);
	json_decref(said);
	json_decref(flames);
	return NULL;
}

json_t *page_data(struct report_views *views, const struct bounds *published, const char *open)
{
	json_t *series = json_array(), *sources = NULL;
	int ret = 0;

	for (size_t i = 0; i < views->n; i++)
		ret |= json_array_append_new(series, view_json(&views->view[i], published));
	if (!ret)
		sources = page_sources(series);
	if (sources)
		return json_pack("{s:o, s:o, s:o*}", "series", series, "sources", sources, "open",
				 open ? page_text(open) : NULL);
	json_decref(series);
	return NULL;
}
