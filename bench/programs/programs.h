/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measures the programs and maps of any BPF object as they are, without a line of ours in it: the
 * option --programs.
 */
#ifndef BENCH_PROGRAMS_H
#define BENCH_PROGRAMS_H

#include <stddef.h>

struct bench;

/* What the command line says about all objects. */
struct programs_options {
	/* The object files. */
	const char **files;
	size_t n_files;
	/* Name of a packet or a file of packets, and a file with a context; NULL for the default. */
	const char *data_in, *ctx_in;
	/* Command that makes events for attached programs; NULL for the built-in load. */
	const char *load;
	/* "MAP.max_entries=N" and "SECTION.VARIABLE=VALUE". */
	const char **sets;
	size_t n_sets;
	/* Packets to run before anything is measured. */
	unsigned int warm;
};

/* The longest time of one run of the load, in seconds. */
#define PROGRAMS_LOAD_SECONDS 50

/* Longest name of a test that is made from the name of a file, with its terminating 0. */
#define PROGRAMS_NAME 100

/*
 * Writes the name of the test of file number i: the name of the file without directory and suffix;
 * characters that names do not have become "_", and a second file with a name gets "+2". Returns 0,
 * or -EINVAL with the reason in why.
 */
int programs_name(const struct programs_options *options, size_t i, char name[PROGRAMS_NAME],
		  char *why, size_t size);

/* Measures the object of bench->config->object_file; run_arg is a struct programs_options. */
void programs_run(struct bench *bench);

#endif /* BENCH_PROGRAMS_H */
