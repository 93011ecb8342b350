/* SPDX-License-Identifier: GPL-2.0-only */
/* The result file (-J); docs/results.schema.json is its format. The path always has either the old
 * file or a complete new one. */
#ifndef BENCH_RESULTS_FILE_H
#define BENCH_RESULTS_FILE_H

#include <stddef.h>
#include <time.h>

#include <jansson.h>

#include "bench/result/verdict.h"

#define RESULTS_SCHEMA "bpf-perf-results/1"

struct results_file;

/*
 * Returns the path of the result file: path, or if that is a directory a new file in it whose name has
 * the release and the build of the kernel and the time, so that no run replaces another. The caller
 * frees it. NULL: out of memory.
 */
char *results_file_path(const char *path, const json_t *environment, time_t started);

/*
 * Checks that the file can be written, before anything is measured. The path "-" is standard output:
 * from then on everything else that is printed goes to standard error. Returns NULL with the reason
 * in err if not. results_file_write() or results_file_close() frees the result.
 */
struct results_file *results_file_open(const char *path, char *err, size_t size);

/* Writes the file and moves it into place. It drops the references to environment and run. Returns
 * 0, or a negative errno with the reason in err. The file is closed in both cases. */
int results_file_write(struct results_file *file, json_t *environment, json_t *run,
		       const struct results *results, char *err, size_t size);

/* As results_file_write(), for any text. It appends a newline. */
int results_file_write_text(struct results_file *file, const char *text, char *err, size_t size);

/* Returns the text of a result file, which the caller frees; NULL if out of memory. */
char *results_text(json_t *environment, json_t *run, const struct results *results);

/* Closes without writing. NULL is allowed. */
void results_file_close(struct results_file *file);

/* Largest size of a result file in bytes. A file of 150 operations has 0.2 MB. */
#define RESULTS_MAX_BYTES (32 << 20)

/* A result file in memory. */
struct results_doc {
	/* For messages and labels: it has no control characters, whatever the file is called. */
	char *path;
	/* JSON objects as in docs/results.schema.json. */
	json_t *environment, *run;
	/* In the order of the file. No two results have the same name. */
	struct results results;
};

/*
 * Reads a whole result file and checks it strictly. It is an error if the file breaks the schema,
 * has impossible figures (infinite, too large, a tail that decreases) or a name twice, or is longer
 * than RESULTS_MAX_BYTES. Returns 0. Returns a negative errno with the reason in err:
 * "file:line:column: what" if it is not JSON, else "file: operation: what". *doc is then empty.
 * results_doc_clear() frees what *doc has. The path "-" is standard input, which a process can read
 * once; its name in messages is "standard input".
 */
int results_doc_read(const char *path, struct results_doc *doc, char *err, size_t size);

/* As results_doc_read(), for text in memory. name is used in messages only. */
int results_doc_parse(const char *name, const char *text, size_t len, struct results_doc *doc,
		      char *err, size_t size);

/* Computes a hash of the whole document. Two runs of the same second differ in it. Returns 0 or
 * -ENOMEM. */
int results_doc_hash(const struct results_doc *doc, unsigned long long *hash);

void results_doc_clear(struct results_doc *doc);

/*
 * Returns 0 if the reader takes a file with this environment and run, whatever its results are; or a
 * negative errno with the reason in err.  So what is measured is not lost in a file that nothing reads.
 */
int results_head_check(json_t *environment, json_t *run, char *err, size_t size);

#endif /* BENCH_RESULTS_FILE_H */
