// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what a user sets: names, waivers, required operations, rates of events, limits, and a
 * kernel's configuration.  What a reader accepts goes on to a comparison and to all that shows it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/result/bounds.h"
#include "bench/result/timing.h"
#include "report/command.h"
#include "report/compare/comparable.h"
#include "report/compare/csv.h"
#include "report/compare/environment.h"
#include "report/compare/events.h"
#include "report/compare/label.h"
#include "report/compare/listing.h"
#include "report/compare/mail.h"
#include "report/compare/options.h"
#include "report/compare/table.h"
#include "report/formats/formats.h"
#include "report/store/store.h"
#include "tests/fuzz/fuzz.h"

/* A day that no waiver has to outlive: the fuzzer must find the same tomorrow. */
#define TODAY 1795258800

/* "map_perf/a" got twice as dear from the first to the second file, in which "map_perf/b" is gone. */
#define HEAD(release)                                                                              \
	"{\"schema\":\"bpf-perf-results/1\",\"environment\":{\"kernel_release\":\"" release        \
	"\",\"arch\":\"x86_64\",\"accelerator\":\"kvm\",\"config_hash\":null},\"run\":{"           \
	"\"started\":\"2026-11-21T11:00:00Z\",\"seconds\":1,\"unit\":\"ns\",\"argv\":[],"          \
	"\"incomplete\":false,\"cpu\":0,\"quiet\":1,\"quick\":false},\"results\":["
#define ONE(name, value)                                                                           \
	"{\"name\":\"" name "\",\"verdict\":\"pass\",\"reason\":null,\"unit\":\"ns\","             \
	"\"better\":\"lower\",\"limit\":\"<= 9 ns\",\"value\":" value ",\"ci\":[" value "," value  \
	"],\"median\":" value ",\"rounds\":[" value "," value "," value "," value "," value        \
	"," value "," value "," value                                                              \
	"],\"raw\":9,\"baseline\":1,\"quiet\":1,\"tail\":null,\"runs\":9,"                         \
	"\"errors\":0}"
static const char old_file[] = HEAD("6.1") ONE("map_perf/a", "8") "," ONE("map_perf/b", "5") "]}";
static const char new_file[] = HEAD("6.12") ONE("map_perf/a", "16") "]}";

/* What an input is about.  The comparison has two sides. */
struct trial {
	struct side sides[2];
	struct compare_options options;
	const struct events *events;
};

static void show(struct trial *trial)
{
	struct comparison comparison;
	struct compare_view view = { &comparison, 1, .all = true, .unsure = true };
	char err[512];

	if (sides_comparable(&trial->sides[0], &trial->sides[1], &trial->options, err, sizeof(err)))
		return;
	if (compare_sides(&trial->sides[0], &trial->sides[1], &trial->options, &comparison))
		return;
	comparison_verdict(nowhere(), &comparison);
	environment_print(nowhere(), &trial->sides[0], &trial->sides[1], true);
	comparison_listing(nowhere(), &view, &(struct screen){ .width = 80 }, false);
	comparison_mail(nowhere(), &view);
	comparison_csv(nowhere(), &view);
	if (trial->events)
		events_print(nowhere(), trial->events, &comparison, 80, err, sizeof(err));
	comparison_clear(&comparison);
	for (size_t i = 0; i < 2; i++)
		for (const struct report_format *const *format = report_formats; *format; format++)
			(*format)->write(nowhere(), trial->sides[i].docs, trial->sides[i].n_docs,
					 (*format)->settings);
}

/* Writes text to a file that has no name but a path.  Returns its descriptor. */
static int file_of(const char *text, size_t size, char path[64])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		abort();
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

/* An error must have a message. */
static bool accepted(int ret, const char *err)
{
	if (ret && !*err)
		abort();
	return !ret;
}

static void waive(struct trial *trial, const char *path)
{
	struct waivers waivers;
	char err[512] = "";

	if (accepted(waivers_read(path, TODAY, &waivers, err, sizeof(err)), err)) {
		*err = '\0';
		accepted(waivers_known(&waivers, trial->sides, 2, err, sizeof(err)), err);
		trial->options.waivers = &waivers;
		show(trial);
		waivers_clear(&waivers);
	}
}

static void require(struct trial *trial, const char *argument)
{
	struct require wanted = {};
	char err[512] = "";

	if (accepted(require_add(&wanted, argument, err, sizeof(err)), err)) {
		*err = '\0';
		accepted(require_known(&wanted, trial->sides, 2, err, sizeof(err)), err);
		trial->options.require = &wanted;
		show(trial);
	}
	require_clear(&wanted);
}

static void rate(struct trial *trial, const char *path)
{
	struct events events;
	char err[512] = "";

	if (accepted(events_read(path, &events, err, sizeof(err)), err)) {
		trial->events = &events;
		show(trial);
		trial->events = NULL;
		events_clear(&events);
	}
}

static void limit(const char *path)
{
	struct bounds *bounds = bounds_new();
	char err[512] = "";

	if (bounds)
		accepted(bounds_read(bounds, path, err, sizeof(err)), err);
	bounds_free(bounds);
}

/* A name that was accepted is one that everything can show, and a file with it can be read again. */
static void name(struct trial *trial, const char *text)
{
	struct label_list labels = {};
	char err[512] = "";
	struct place place;

	if (accepted(labels_add(&labels, text, err, sizeof(err)), err)) {
		if (label_doc(&trial->sides[1].docs[0], text))
			abort();
		sides_label(trial->sides, 2);
		if (!strcmp(trial->sides[0].label, trial->sides[1].label))
			abort();
		store_place(&trial->sides[1].docs[0], &place);
		round_trip(&trial->sides[1].docs[0]);
		show(trial);
	}
	labels_clear(&labels);
}

static void configure(struct trial *trial, const char *text)
{
	json_t *config = timing_options(text);

	if (!config || json_object_set_new(trial->sides[1].docs[0].environment, "config", config))
		abort();
	json_object_set_new(trial->sides[0].docs[0].environment, "config",
			    timing_options("CONFIG_HZ=250\nCONFIG_MITIGATION_MDS=y\n"));
	round_trip(&trial->sides[1].docs[0]);
	show(trial);
}

void fuzz_setting(char kind, const char *text, size_t size)
{
	struct trial trial = { .options = compare_defaults };
	char path[64];
	int fd;

	if (read_side((const uint8_t *)old_file, strlen(old_file), &trial.sides[0]) ||
	    read_side((const uint8_t *)new_file, strlen(new_file), &trial.sides[1]))
		abort();
	fd = file_of(text, size, path);
	switch (kind) {
	case 'W':
		waive(&trial, path);
		break;
	case 'R':
		/* It may be the name of a file, and no file of this machine is meant. */
		if (*text != '/')
			require(&trial, text);
		break;
	case 'F':
		require(&trial, path);
		break;
	case 'E':
		rate(&trial, path);
		break;
	case 'B':
		limit(path);
		break;
	case 'L':
		name(&trial, text);
		break;
	case 'C':
		configure(&trial, text);
		break;
	default:
		break;
	}
	close(fd);
	side_clear(&trial.sides[0]);
	side_clear(&trial.sides[1]);
}
