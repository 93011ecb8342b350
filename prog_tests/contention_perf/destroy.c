// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "contention_perf/destroy.h"
#include "contention_perf/team.h"

/* Two readings of the clock that are so far apart have something else between them, in ns. */
#define GAP 2000
/* Readings between two looks at the time that is left. */
#define READINGS 64
#define BATCH 4096
/* If others take more than this share of a CPU's time, nothing can be said. */
#define BUSY 0.05
/* How long they are watched before, at most. */
#define BEFORE_MS 50

/* A thread that does nothing but read the clock. On a cache line of its own. */
struct watcher {
	uint64_t last, lost;
} __attribute__((aligned(64)));

struct watch {
	struct team *team;
	struct watcher watchers[2];
	/* The trie that the first thread destroys when all have begun; -1 for none. */
	int trie;
	/* Figure of the last run. */
	double elsewhere;
};

size_t destroy_size(void)
{
	/* The engine's memory is aligned for pointers. */
	return sizeof(struct watch) + 64;
}

static struct watch *watch_of(const struct bench_round *round)
{
	return (struct watch *)(((uintptr_t)round->ctx + 63) / 64 * 64);
}

int destroy_before(struct bench_round *round)
{
	struct watch *w = watch_of(round);

	if (round->insns)
		return bench_skip(
			round, CAUSE_CLOCK,
			"the clock counts instructions, and there is one CPU: nobody else "
			"loses time");
	w->team = team_start(round->cpu);
	return w->team ? 0 : -errno;
}

int destroy_after(struct bench_round *round)
{
	team_stop(watch_of(round)->team);
	return 0;
}

struct prefix {
	uint32_t length, address;
};

static int create_trie(unsigned int prefixes)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_NO_PREALLOC);
	struct prefix *keys = calloc(BATCH, sizeof(*keys));
	uint64_t *values = calloc(BATCH, sizeof(*values));
	unsigned int i, n;
	int fd, err = keys && values ? 0 : -ENOMEM;

	fd = err ? err
		 : bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, "contention", sizeof(*keys),
				  sizeof(*values), prefixes, &opts);
	for (n = 0; fd >= 0 && !err && n < prefixes; n += BATCH) {
		__u32 count = prefixes - n < BATCH ? prefixes - n : BATCH;

		for (i = 0; i < count; i++)
			keys[i] = (struct prefix){ .length = 32, .address = htonl(n + i) };
		err = bpf_map_update_batch(fd, keys, values, &count, NULL);
		/* Before 5.13 a trie has no batch operations. */
		for (i = 0, count = prefixes - n < BATCH ? prefixes - n : BATCH; err && i < count;
		     i++)
			if (bpf_map_update_elem(fd, &keys[i], &values[i], BPF_ANY))
				break;
		err = err && i < count ? -errno : 0;
	}
	free(keys);
	free(values);
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

static int read_clocks(void *arg, unsigned int i)
{
	struct watch *w = arg;
	struct watcher *me = &w->watchers[i];
	uint64_t now;
	int n;

	if (!i && w->trie >= 0) {
		close(w->trie);
		w->trie = -1;
	}
	for (n = 0; n < READINGS; n++) {
		now = clock_ns();
		if (me->last && now - me->last > GAP)
			me->lost += now - me->last;
		me->last = now;
	}
	return 0;
}

/* Watches for a time. Sets what each of two threads lost. */
static int watch(struct watch *w, int trie, unsigned int ms, double *lost)
{
	unsigned int n = team_size(w->team) < 2 ? 1 : 2;
	bool together;
	int err, i;

	for (i = 0; i < 2; i++)
		w->watchers[i] = (struct watcher){};
	w->trie = trie;
	err = team_run(w->team, n, read_clocks, w, ms * 1000000ULL, &together);
	for (i = 0; i < 2; i++)
		lost[i] = w->watchers[i].lost;
	return err;
}

int destroy_here(struct bench_round *round, unsigned int n, double *ns)
{
	const struct destroy *d = round->arg;
	struct watch *w = watch_of(round);
	unsigned int before = d->ms < BEFORE_MS ? d->ms : BEFORE_MS;
	double with[2], without[2], share;
	int trie, err;

	err = watch(w, -1, before, without);
	if (err)
		return err;
	share = fmax(without[0], without[1]) / (before * 1e6);
	if (share > BUSY)
		return bench_later(round, "others took the CPUs for %.0f %% of the time",
				   100 * fmin(share, 1));
	trie = create_trie(d->prefixes);
	if (trie == -ENOMEM || trie == -EPERM)
		return bench_skip(round, log_cause(trie), "a trie of %u prefixes: %s", d->prefixes,
				  log_errno(trie));
	if (trie < 0)
		return trie;
	err = watch(w, trie, d->ms, with);
	/* Nothing can be won: what others took in between is less than before. */
	*ns = fmax(with[0] - without[0] * d->ms / before, 0);
	w->elsewhere = fmax(with[1] - without[1] * d->ms / before, 0);
	return err;
}

int destroy_elsewhere(struct bench_round *round, unsigned int n, double *ns)
{
	const struct watch *w = watch_of(round);

	if (team_size(w->team) < 2)
		return bench_skip(round, CAUSE_MACHINE,
				  "it needs a second CPU: there is nobody else");
	*ns = w->elsewhere;
	return 0;
}
