/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of bench/programs share: the object, its programs and maps, and the settings. */
#ifndef BENCH_PROGRAMS_OBJECT_H
#define BENCH_PROGRAMS_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

#include "bench/engine/bench.h"
#include "bench/programs/packets.h"
#include "bench/programs/programs.h"

struct bench;
struct replaced;
struct scan;

/* How programs of a type are measured. */
enum program_how {
	/* BPF_PROG_TEST_RUN runs them on packets, or on the context of --ctx-in. */
	PROGRAM_ON_PACKETS,
	PROGRAM_ON_CONTEXT,
	/* They are attached, and a load makes the events. */
	PROGRAM_ATTACHED,
	/* They are attached to sockets of our own, which make the events, or registered. */
	PROGRAM_ON_SOCKETS,
	/* They replace a function of another program, which is run on packets. */
	PROGRAM_REPLACES,
	/* Neither is known for them. */
	PROGRAM_LOADED,
};

/* A program that stays attached to an interface of its own; -1 for none. */
struct parked {
	int netns, link;
};

struct program {
	/* The name in results, and in the object. */
	char *name, *symbol;
	enum bpf_prog_type type;
	enum program_how how;
	/* Its section begins with "?": a loader loads it only on purpose. */
	bool optional;
	/* Why it does not load: a negative errno, the cause, and the reason; 0 if it does. */
	int refused;
	enum cause cause;
	char why[480];
	/* It only loads together with others, for example those in its array of programs. */
	bool needs_all;

	/* Of the current round: a program that returns at once, and what the program does with each
	 * packet. */
	int empty;
	/* The descriptor and type of what is run, which the object owns: the program itself, or the one
	 * in which it replaces a function. */
	int fd;
	enum bpf_prog_type run_type;
	struct replaced *replaced;
	/* The packet of the next single run. */
	size_t turn;
	struct parked parked[2];
	struct outcome *outcomes;
	/* The kernel's time of one run of that program in ns, with which single runs are too
	 * long. */
	double empty_ns;
	/* It changes its packet, so every run needs a fresh one. */
	bool alters;
	/* Attach and detach, in clock units; and why it cannot be attached. */
	double detach_ns;
};

struct map {
	/* The name in results, and in the object. */
	char *name, *symbol;
	/* Why it cannot be created, as in struct program. */
	int refused;
	enum cause cause;
	char why[480];
};

struct object {
	struct bench *bench;
	const struct programs_options *options;
	/* The name of the test, and that for libbpf. */
	const char *name;
	char libbpf_name[16];
	void *elf;
	size_t elf_size;
	struct scan *scan;
	struct program *programs;
	size_t n_programs;
	struct map *maps;
	size_t n_maps;
	struct packets packets;
	void *ctx_in;
	size_t ctx_size;

	/* Of the current round: the loaded object, NULL if it does not load. */
	struct bpf_object *obj;
	/* What loading it took, and why it failed. */
	double load_ns;
	int load_err;
	enum cause load_cause;
	char load_why[480];
};

/* Reads the file and finds its programs and maps. Returns 0, or a negative errno with the reason in
 * why. object_free() frees it in both cases. */
int object_init(struct object *object, struct bench *bench, char *why, size_t size);
void object_free(struct object *object);

/*
 * Opens the object for one load, with the settings of the command line and without pins. Only this
 * program will be loaded, with the maps that it uses; NULL for all programs that a loader loads,
 * except refused ones, and all maps. Returns NULL with errno and the reason in why.
 */
struct bpf_object *object_open(const struct object *object, const struct program *only, char *why,
			       size_t size);

/* The same for this map alone, without programs. */
struct bpf_object *object_open_map(const struct object *object, const struct map *only, char *why,
				   size_t size);

/* Loads it and writes the reason of an error, in the verifier's words, to why. Returns 0 or a
 * negative errno. */
int object_load(struct bpf_object *obj, char *why, size_t size);

/* Returns the program in the object of the round, or NULL if it is not loaded. One that replaces a
 * function has an object of its own. */
struct bpf_program *object_program(const struct object *object, const struct program *program);

/* Checks a setting of --set, and applies it if obj is to be loaded. Returns 0, or -EINVAL with the
 * reason in why. */
int object_set(struct bpf_object *obj, const char *setting, char *why, size_t size);

#endif /* BENCH_PROGRAMS_OBJECT_H */
