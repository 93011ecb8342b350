// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/runner/parts.h"

/* The figure by which a tool is known. */
#define REACHING "/reaching"

/* Prints a figure of the tool whose name has this length, and what it is. */
static void print_figure(const struct results *results, const struct result *of, size_t len,
			 const char *figure, const char *what, FILE *out)
{
	for (size_t i = 0; i < results->n; i++) {
		const struct result *r = &results->result[i];

		if (strncmp(r->name, of->name, len) || r->name[len] != '/' ||
		    strcmp(r->name + len + 1, figure))
			continue;
		if (r->measured)
			fprintf(out, "%.4g %s", r->value, what);
		else
			fprintf(out, "not known (%s)", r->reason ? r->reason : "not measured");
		return;
	}
	fprintf(out, "not measured");
}

void parts_print(const struct results *results, FILE *out)
{
	const size_t suffix = strlen(REACHING);

	for (size_t i = 0; i < results->n; i++) {
		const struct result *r = &results->result[i];
		size_t len = strlen(r->name);

		if (len <= suffix || strcmp(r->name + len - suffix, REACHING) || !r->measured)
			continue;
		len -= suffix;
		fprintf(out, "The five parts of what %.*s costs:\n", (int)len, r->name);
		fputs("  user-space processing  ", out);
		print_figure(results, r, len, "cpu", "% of a CPU, by its processes' CPU time", out);
		fputs("\n  map access             not counted: the kernel does not say which "
		      "helpers a run calls; vmtest.sh --explain does",
		      out);
		fputs("\n  reaching the hooks     ", out);
		print_figure(results, r, len, "reaching",
			     "us of an operation: what it loses less the run time", out);
		fputs("\n  verification           ", out);
		print_figure(results, r, len, "verified", "instructions, in the ", out);
		print_figure(results, r, len, "start", "us of its start", out);
		fputs("\n  running in the kernel  ", out);
		print_figure(results, r, len, "running",
			     "us of an operation by bpf_stats, map access included", out);
		fputc('\n', out);
	}
}
