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

/* Closes without writing. */
void results_file_close(struct results_file *file);

#endif /* BENCH_RESULTS_FILE_H */
