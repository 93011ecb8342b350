// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "bench/result/claims.h"
#include "report/compare/side_claims.h"
#include "report/page/json.h"
#include "report/page/published.h"

static json_t *claim_json(const struct claim *claim)
{
	const struct bound *bound = claim->bound;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:[]}", "id",
			 page_text(claim->cells[CLAIM_ID]), "operation",
			 page_text(claim->cells[CLAIM_OPERATION]), "published",
			 page_text(claim->cells[CLAIM_PUBLISHED]), "range",
			 json_pack("[o, o]", page_number(bound->op == BOUND_LE ? NAN : bound->lo),
				   page_number(bound->op == BOUND_GE ? NAN : bound->hi)),
			 "unit", page_text(bound->other ? "x" : bound->unit), "source",
			 page_text(claim->cells[CLAIM_SOURCE]), "confidence",
			 page_text(claim->cells[CLAIM_CONFIDENCE]), "kernels");
}

static json_t *measured_json(const struct claim *claim)
{
	const struct figure *figure = &claim->figure;

	if (!claim_measured(claim))
		return json_pack("{s:o, s:o}", "verdict", page_text(claim->cells[CLAIM_VERDICT]),
				 "remark", page_text(claim->cells[CLAIM_REMARK]));
	return json_pack(
		"{s:o, s:o, s:o, s:[o, o, o]}", "verdict", page_text(claim->cells[CLAIM_VERDICT]),
		"measured", page_text(claim->cells[CLAIM_MEASURED]), "remark",
		page_text(claim->cells[CLAIM_REMARK]), "figure", page_number(figure->value),
		page_number(figure->lo), page_number(figure->hi));
}

/* Adds what a kernel says of a claim, or null for the same as of the kernel before. */
static int add_measured(json_t *kernels, json_t *measured)
{
	size_t i = json_array_size(kernels);

	while (i && json_is_null(json_array_get(kernels, i - 1)))
		i--;
	if (!i || !json_equal(json_array_get(kernels, i - 1), measured))
		return json_array_append_new(kernels, measured);
	json_decref(measured);
	return json_array_append_new(kernels, json_null());
}

int page_claims_add(json_t *list, const struct report_view *view, size_t at,
		    const struct bounds *published)
{
	struct side *side = &view->sides[at];
	struct claim *claims;
	size_t n, i, row = 0;
	int ret = side_claims(side, published, &claims, &n);

	for (i = 0; !ret && i < n; i++) {
		if (!compare_wants(view->options, claims[i].cells[CLAIM_OPERATION]))
			continue;
		if (!at)
			ret = json_array_append_new(list, claim_json(&claims[i]));
		ret |= add_measured(json_object_get(json_array_get(list, row++), "kernels"),
				    measured_json(&claims[i]));
	}
	free(claims);
	return ret;
}
