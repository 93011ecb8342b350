/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result file (-J): docs/results.schema.json says what is in it.  Whatever
 * happens, at the path is the old file or a whole new one.
 */
#ifndef BENCH_RESULTS_FILE_H
#define BENCH_RESULTS_FILE_H

#include <stddef.h>

#include <jansson.h>

#include "bench/verdict.h"

#define RESULTS_SCHEMA "bpf-perf-results/1"

struct results_file;

/*
 * Makes sure, before anything is measured, that the file can be written.  NULL
 * with the reason in err.
 */
struct results_file *results_file_open(const char *path, char *err, size_t size);

/*
 * Writes and puts it in place; drops the references to environment and run.
 * 0, or a negative errno with the reason in err; the file is closed either way.
 */
int results_file_write(struct results_file *file, json_t *environment, json_t *run,
		       const struct results *results, char *err, size_t size);

/* The same for any text, to which it adds the newline at the end. */
int results_file_write_text(struct results_file *file, const char *text, char *err, size_t size);

/* What is written, for the caller to free; NULL when out of memory. */
char *results_text(json_t *environment, json_t *run, const struct results *results);

/* Closes without writing. */
void results_file_close(struct results_file *file);

/* No result file is longer: one of 150 operations is 0.2 MB. */
#define RESULTS_MAX_BYTES (32 << 20)

/* A result file in memory. */
struct results_doc {
	char *path;
	/* Objects, as docs/results.schema.json has them. */
	json_t *environment, *run;
	/* In the file's order; no two have the same name. */
	struct results results;
};

/*
 * Reads a whole result file, strictly: what the schema forbids, figures that cannot
 * be (not finite, beyond all measure, a tail that falls), names given twice and files
 * of more than RESULTS_MAX_BYTES are errors.  Returns 0; or a negative errno with
 * "file:line:column: what" (where it is no JSON) or "file: operation: what" in err, and
 * *doc is then empty.  What it holds is freed by results_doc_clear().
 */
int results_doc_read(const char *path, struct results_doc *doc, char *err, size_t size);

/* The same of text in memory; name is for messages. */
int results_doc_parse(const char *name, const char *text, size_t len, struct results_doc *doc,
		      char *err, size_t size);

void results_doc_clear(struct results_doc *doc);

#endif /* BENCH_RESULTS_FILE_H */
