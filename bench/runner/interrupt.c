// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/result/array.h"
#include "bench/runner/interrupt.h"
#include "bench/runner/options.h"

/* timeout(1) signals both this process and its group, and systemd sends SIGHUP after SIGTERM. A
 * second signal within this time belongs to the same request. */
#define SAME_NS (500 * 1000 * 1000)

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* A signal handler has no argument, so these are global. */
static volatile sig_atomic_t caught;
static uint64_t caught_ns;

static void on_signal(int signal)
{
	if (!caught) {
		caught_ns = clock_ns();
		caught = signal;
	} else if (signal != SIGHUP && clock_ns() - caught_ns > SAME_NS) {
		/* The children die with this process. */
		_exit(EXIT_INTERRUPTED);
	}
}

const volatile sig_atomic_t *interrupt_watch(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before;
	size_t i;

	/* One signal at a time: the handler does not interrupt itself. */
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (i = 0; i < ARRAY_SIZE(signals); i++) {
		/* Under nohup SIGHUP stays ignored. SIGINT does not: a script's background job has
		 * it ignored, but whoever sends it to this process wants the run to end. */
		if (signals[i] == SIGHUP && !sigaction(SIGHUP, NULL, &before) &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	return &caught;
}

void interrupt_ignore(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_IGN);
}
