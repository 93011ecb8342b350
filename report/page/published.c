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

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
			 page_text(claim->cells[CLAIM_ID]), "operation",
			 page_text(claim->cells[CLAIM_OPERATION]), "published",
			 page_text(claim->cells[CLAIM_PUBLISHED]), "range",
			 json_pack("[o, o]", page_number(bound->op == BOUND_LE ? NAN : bound->lo),
				   page_number(bound->op == BOUND_GE ? NAN : bound->hi)),
			 "unit", page_text(bound->other ? "x" : bound->unit), "source",
			 page_text(claim->cells[CLAIM_SOURCE]), "confidence",
			 page_text(claim->cells[CLAIM_CONFIDENCE]));
}

/* What a kernel says of a claim. */
static json_t *measured_json(const struct claim *claim)
{
	const struct figure *figure = &claim->figure;
	const char *remark = claim->cells[CLAIM_REMARK];
	bool measured = claim_measured(claim);

	return json_pack("{s:o, s:o*, s:o*, s:o*}", "verdict",
			 page_text(claim->cells[CLAIM_VERDICT]), "measured",
			 measured ? page_text(claim->cells[CLAIM_MEASURED]) : NULL, "remark",
			 *remark ? page_text(remark) : NULL, "figure",
			 measured ? json_pack("[o, o, o]", page_number(figure->value),
					      page_number(figure->lo), page_number(figure->hi))
				  : NULL);
}

int page_claims_add(json_t *list, json_t *cells, const struct report_view *view, size_t at,
		    const struct bounds *published)
{
	struct side *side = &view->sides[at];
	struct claim *claims;
	size_t n, i, row = 0;
	int ret = side_claims(side, published, &claims, &n);

	for (i = 0; !ret && i < n; i++) {
		if (!compare_wants(view->options, claims[i].cells[CLAIM_OPERATION]))
			continue;
		if (!at) {
			ret = json_array_append_new(list, claim_json(&claims[i]));
			ret |= json_array_append_new(cells, json_array());
		}
		ret |= json_array_append_new(json_array_get(cells, row++),
					     measured_json(&claims[i]));
	}
	free(claims);
	return ret;
}
