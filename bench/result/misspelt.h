/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_RESULT_MISSPELT_H
#define BENCH_RESULT_MISSPELT_H

#include <argp.h>

/*
 * As argp_parse(), but for an unknown long option it also says which one was meant, and exits with
 * argp_err_exit_status, whatever the flags are.
 */
error_t parse_options(const struct argp *argp, int argc, char **argv, unsigned int flags,
		      void *input);

#endif /* BENCH_RESULT_MISSPELT_H */
