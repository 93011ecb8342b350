// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/runner/child.h"
#include "bench/env/cpus.h"
#include "bench/runner/interrupt.h"
#include "bench/runner/receive.h"

/* Interval of progress reports, in ms. */
#define TICK_MS 200
/* Interval of checks whether a child that has closed its pipes has ended, in ms. */
#define END_TICK_MS 2

/* Closes the pipes of the other children: if this child kept them open, they would not see that
 * test_progs has closed them. */
static void close_others(const struct children *all, const struct child *child)
{
	const struct child *c;

	for (c = all->child; c < child; c++) {
		if (c->in >= 0)
			close(c->in);
		if (c->out >= 0)
			close(c->out);
	}
}

static void __attribute__((noreturn)) child_main(struct child *child, pid_t parent)
{
	struct bench *bench;

	/* A terminal, timeout(1) and systemd send their signals to the whole group. The parent
	 * decides what to do. This process dies with its parent. */
	interrupt_ignore();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* This CPU was among the allowed ones when it was chosen. */
	cpus_pin(child->config.cpu);
	bench = bench_new(&child->config);
	if (!bench)
		_exit(1);
	child->run(bench);
	session_finish(bench);
	bench_free(bench);
	/* Not _exit(): a sanitizer reports at exit. */
	exit(0);
}

static int child_start(const struct children *all, struct child *child)
{
	int down[2], up[2];
	pid_t parent = getpid();

	child->in = child->out = -1;
	if (pipe2(down, O_CLOEXEC))
		return -errno;
	if (pipe2(up, O_CLOEXEC)) {
		close(down[0]);
		close(down[1]);
		return -errno;
	}
	child->config.test = child->test;
	child->config.figures = all->figure;
	child->config.in = down[0];
	child->config.out = up[1];
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0) {
		close(down[1]);
		close(up[0]);
		close_others(all, child);
		child_main(child, parent);
	}
	close(down[0]);
	close(up[1]);
	child->in = up[0];
	child->out = down[1];
	return child->pid < 0 ? -errno : 0;
}

/* No more messages are expected from it or sent to it. */
static void child_close(struct child *child)
{
	close(child->in);
	close(child->out);
	child->in = child->out = -1;
	child->ready = child->turn = false;
	child->closed_ns = clock_ns();
}

static void note_death(struct child *child, int status)
{
	if (child->death[0])
		return;
	if (WIFSIGNALED(status))
		snprintf(child->death, sizeof(child->death), "killed by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (!child->done)
		snprintf(child->death, sizeof(child->death),
			 "ended with status %d before it was done", WEXITSTATUS(status));
}

/* Returns true if the process has ended. After its last message it may still hang. */
static bool child_ended(struct child *child, uint64_t watchdog)
{
	int status = 0;
	pid_t pid = waitpid(child->pid, &status, WNOHANG);

	if (pid > 0 || (pid < 0 && errno != EINTR)) {
		note_death(child, status);
		child->ended = true;
	} else if (clock_ns() - child->closed_ns >= watchdog) {
		if (!child->death[0])
			snprintf(child->death, sizeof(child->death),
				 "hung: it did not end within %llu s (-w)",
				 (unsigned long long)(watchdog / 1000000000));
		kill(child->pid, SIGKILL);
	}
	return child->ended;
}

static bool over(const struct children *all)
{
	return (all->stop && *all->stop) || (all->deadline && clock_ns() >= all->deadline);
}

/* The next turn goes to the child with the fewest rounds, because intervals and comparisons are
 * made of rounds. */
static void give_turn(struct children *all)
{
	struct child *next = NULL, *c;
	char answer;

	for (c = all->child; c < all->child + all->n; c++) {
		/* Wait, too, while a child still frees what it has loaded. */
		if (c->turn || (c->in < 0 && !c->ended))
			return;
		if (c->ready && (!next || c->passes < next->passes))
			next = c;
	}
	if (!next)
		return;
	answer = over(all) ? BENCH_STOP : BENCH_GO;
	next->ready = false;
	next->turn = true;
	next->turn_began = clock_ns();
	/* If the child is dead, its pipe for messages shows end of file. */
	if (write(next->out, &answer, 1) != 1)
		next->turn = false;
}

static void watch(const struct children *all)
{
	struct child *c;

	for (c = all->child; c < all->child + all->n; c++) {
		if (c->in < 0 || c->ready || (!c->turn && c->ops) ||
		    clock_ns() - c->turn_began < all->watchdog)
			continue;
		snprintf(c->death, sizeof(c->death), "hung: it sent nothing for %llu s (-w)",
			 (unsigned long long)(all->watchdog / 1000000000));
		kill(c->pid, SIGKILL);
		c->turn_began = clock_ns();
	}
}

static size_t serve(struct children *all, struct pollfd *polls)
{
	int timeout = TICK_MS;
	size_t i, alive = 0;

	give_turn(all);
	for (i = 0; i < all->n; i++) {
		polls[i] = (struct pollfd){ .fd = all->child[i].in, .events = POLLIN };
		if (all->child[i].in < 0 && !all->child[i].ended)
			timeout = END_TICK_MS;
	}
	if (poll(polls, all->n, timeout) < 0)
		for (i = 0; i < all->n; i++)
			polls[i].revents = 0;
	for (i = 0; i < all->n; i++) {
		struct child *child = &all->child[i];

		if (child->in >= 0 && polls[i].revents && !receive_messages(all, child))
			child_close(child);
		alive += child->in >= 0 || (!child->ended && !child_ended(child, all->watchdog));
	}
	watch(all);
	if (all->progress)
		all->progress(all->progress_arg, all);
	return alive;
}

int children_run(struct children *all)
{
	struct pollfd *polls = calloc(all->n + 1, sizeof(*polls));
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	int err = polls ? 0 : -ENOMEM;
	size_t i;

	sigaction(SIGPIPE, &ignore, &before);
	for (i = 0; !err && i < all->n; i++) {
		err = child_start(all, &all->child[i]);
		all->child[i].turn_began = clock_ns();
	}
	if (err)
		for (i = 0; i < all->n && all->child[i].pid > 0; i++)
			kill(all->child[i].pid, SIGKILL);
	while (!err && serve(all, polls))
		;
	free(polls);
	sigaction(SIGPIPE, &before, NULL);
	return err;
}

void children_free(struct children *all)
{
	struct child *c;
	size_t i;

	for (c = all->child; c < all->child + all->n; c++) {
		for (i = 0; i < c->n_results; i++)
			result_clear(&c->results[i]);
		for (i = 0; i < c->n_op_names; i++) {
			free(c->op_names[i]);
			free(c->op_units[i]);
			free(c->op_abouts[i]);
		}
		free(c->op_units);
		free(c->op_abouts);
		free(c->results);
		free(c->op_names);
		free(c->text);
		free(c->misfit);
	}
	free(all->child);
	*all = (struct children){};
}
