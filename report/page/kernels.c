// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/compare/counted.h"
#include "report/compare/version.h"
#include "report/compare/view_text.h"
#include "report/page/json.h"
#include "report/page/kernels.h"

static json_t *files_json(const struct side *side)
{
	json_t *files = json_array();

	for (size_t i = 0; i < side->n_docs; i++)
		json_array_append_new(files, json_pack("{s:o, s:O, s:o*}", "path",
						       page_text(side->docs[i].path), "run",
						       side->docs[i].run, "repeated",
						       side->repeated[i] ? json_true() : NULL));
	return files;
}

static json_t *against_json(const struct comparison *comparison)
{
	const struct verdict_of_all *all = &comparison->all;

	return json_pack("{s:s, s:I, s:I, s:o, s:o, s:o, s:o, s:I}", "answer",
			 answer_word(all->answer), "both", (json_int_t)all->both, "undecided",
			 (json_int_t)all->undecided, "verdict", page_take(verdict_text(comparison)),
			 "environment", page_take(environment_text(comparison, false)), "means",
			 page_take(means_text(comparison)), "verification",
			 verification_json(comparison), "too_few", (json_int_t)comparison->too_few);
}

/* The comparison with the previous kernel; NULL if that is the first one. */
static json_t *before_json(struct report_view *view, size_t at)
{
	const struct comparison *pair;
	char err[512];
	int ret;

	if (at < 2)
		return NULL;
	ret = view_pair(view, at - 1, at, &pair, err, sizeof(err));
	return json_pack("{s:s, s:o}", "answer",
			 ret ? "not comparable" : answer_word(pair->all.answer), "verdict",
			 ret ? page_text(err) : page_take(verdict_text(pair)));
}

/* How many operations were measured, and how many of these were held against a limit. */
static json_t *judged_json(const struct side *side, const struct compare_options *options)
{
	json_int_t measured = 0, limited = 0, kept = 0, broken = 0;

	for (size_t i = 0; i < side->n_ops; i++) {
		const struct side_op *op = &side->ops[i];
		bool limit = limit_judged(op->result->limit);

		if (!op->boots || is_counted(op->result) ||
		    !compare_wants(options, op->result->name))
			continue;
		measured++;
		limited += limit;
		kept += limit && op->verdict == VERDICT_PASS;
		broken += limit && op->verdict == VERDICT_FAIL;
	}
	return json_pack("{s:I, s:I, s:I, s:I}", "measured", measured, "limited", limited, "kept",
			 kept, "broken", broken);
}

json_t *page_kernel(struct report_view *view, size_t at)
{
	const struct side *side = &view->sides[at];
	json_int_t failed = side_count(side, VERDICT_FAIL, view->options);
	json_int_t undecided = side_count(side, VERDICT_UNDECIDED, view->options);
	char build[64];

	kernel_build(&side->docs[0], build, sizeof(build));
	return json_pack("{s:o, s:o, s:o, s:O, s:o, s:o, s:o, s:I, s:I, s:o*, s:o*}", "label",
			 page_text(side->label), "build", page_text(build), "unit",
			 page_text(side_unit(side)), "environment", side->docs[0].environment,
			 "files", files_json(side), "judged", judged_json(side, view->options),
			 "summary", page_take(side_text(side, view->options)), "failed", failed,
			 "undecided", undecided, "against",
			 at ? against_json(&view->comparisons[at - 1]) : NULL, "before",
			 before_json(view, at));
}
