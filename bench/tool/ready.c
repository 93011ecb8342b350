// SPDX-License-Identifier: GPL-2.0-only
#include <sys/wait.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/tool/loaded.h"
#include "bench/tool/process.h"
#include "bench/tool/ready.h"

/* The tool is ready when it has programs and nothing was added for so long. */
#define QUIET_NS 300e6
#define TICK_US 5000
/* A tool that has loaded nothing by then will not, in seconds. */
#define START_SECONDS 30

/* Says why the tool ended before it had loaded a program. */
static int ended_early(struct bench_round *round, struct process *process)
{
	int status = process->status;
	char last[200];

	process_last_error(process, last, sizeof(last));
	if (WIFSIGNALED(status))
		return bench_fail(round, "it was killed by signal %d%s%s", WTERMSIG(status),
				  *last ? ": " : "", last);
	if (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127)
		return bench_fail(round, "it cannot be started: %s", last);
	return bench_skip(round, CAUSE_MISSING,
			  "it ended with status %d before it had attached "
			  "anything%s%s",
			  WEXITSTATUS(status), *last ? ": " : "", last);
}

int ready_wait(struct bench_round *round, struct process *process, struct loaded *loaded,
	       double *ns)
{
	uint64_t start = clock_ns(), changed = start, now;
	size_t before = 0, count, n;
	pid_t pids[PROCESS_MOST];
	bool ended;

	for (;;) {
		/* Asked first: what it leaves in the background is ours when it has ended. */
		ended = process_ended(process);
		n = process_tree(pids);
		loaded_find(loaded, pids, n);
		now = clock_ns();
		count = loaded->n_progs + loaded->n_maps + loaded->n_links;
		if (count != before)
			changed = now;
		before = count;
		if (ended && !n)
			return ended_early(round, process);
		if (loaded->n_progs && now - changed >= QUIET_NS)
			break;
		if (now - start >= START_SECONDS * 1e9)
			return bench_fail(round, "it loaded no BPF program within %d s",
					  START_SECONDS);
		usleep(TICK_US);
	}
	*ns = changed - start;
	return 0;
}
