// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/interrupt.h"
#include "bench/options.h"

/* timeout(1) sends its signal to us and to our group, systemd SIGHUP after SIGTERM: what
 * comes so soon after the first is the same wish, not impatience. */
#define SAME_NS (500 * 1000 * 1000)

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* Set by the signal handler, which cannot be given them. */
static volatile sig_atomic_t caught;
static uint64_t caught_ns;

static void on_signal(int signal)
{
	if (!caught) {
		caught_ns = clock_ns();
		caught = signal;
	} else if (signal != SIGHUP && clock_ns() - caught_ns > SAME_NS) {
		/* The children go with us. */
		_exit(EXIT_INTERRUPTED);
	}
}

const volatile sig_atomic_t *interrupt_watch(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before;
	size_t i;

	/* One after the other: the handler is not interrupted by itself. */
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* nohup means it.  SIGINT is ignored in what a script runs in the background, and
		 * who sends one by name means it, too. */
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

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_IGN);
}
