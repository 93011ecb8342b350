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

#include "bench/clock.h"
#include "bench/child.h"
#include "bench/cpus.h"

/* How often progress is told, ms. */
#define TICK_MS 200

static void __attribute__((noreturn)) child_main(struct child *child, pid_t parent)
{
	struct bench *bench;

	/* The parent decides what becomes of a Ctrl-C; we go when it goes. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* It was among those allowed when it was chosen. */
	cpus_pin(child->config.cpu);
	bench = bench_new(&child->config);
	if (!bench)
		_exit(1);
	child->run(bench);
	session_finish(bench);
	bench_free(bench);
	/* Not _exit(): what a sanitizer has to say, it says at the end. */
	exit(0);
}

static int child_start(struct child *child)
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
	child->config.in = down[0];
	child->config.out = up[1];
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0) {
		close(down[1]);
		close(up[0]);
		child_main(child, parent);
	}
	close(down[0]);
	close(up[1]);
	child->in = up[0];
	child->out = down[1];
	return child->pid < 0 ? -errno : 0;
}

static void child_end(struct child *child)
{
	int status = 0;

	close(child->in);
	close(child->out);
	child->in = child->out = -1;
	child->ready = child->turn = false;
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (child->death[0])
		return;
	if (WIFSIGNALED(status))
		snprintf(child->death, sizeof(child->death), "killed by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (!child->done)
		snprintf(child->death, sizeof(child->death),
			 "ended with status %d before it was through", WEXITSTATUS(status));
}

static int add_name(struct child *child, const char *name)
{
	char **names = realloc(child->op_names, (child->n_op_names + 1) * sizeof(*names));

	if (!names || !name)
		return -ENOMEM;
	child->op_names = names;
	names[child->n_op_names] = strdup(name);
	child->n_op_names += !!names[child->n_op_names];
	return 0;
}

static int add_result(struct child *child, const json_t *json)
{
	struct result *results, result;
	char err[128];

	if (result_from_json(json, &result, err, sizeof(err))) {
		snprintf(child->death, sizeof(child->death), "sent a malformed result: %s", err);
		return -EINVAL;
	}
	results = realloc(child->results, (child->n_results + 1) * sizeof(result));
	if (!results) {
		result_clear(&result);
		return -ENOMEM;
	}
	child->results = results;
	results[child->n_results++] = result;
	return 0;
}

/* How the core was, of a test's last message. */
static void take_core(struct child *child, const json_t *message)
{
	const json_t *states = json_object_get(message, "states");
	const char *misfit = json_string_value(json_object_get(message, "misfit"));
	size_t i;

	for (i = 0; i < CORE_STATES; i++)
		child->states[i] = json_integer_value(json_array_get(states, i));
	child->loads = json_number_value(json_object_get(message, "loads"));
	child->cycle_ns = json_number_value(json_object_get(message, "cycle_ns"));
	child->misfit = misfit ? strdup(misfit) : NULL;
}

static int handle(struct child *child, const json_t *message)
{
	const char *what = json_string_value(json_object_get(message, "msg"));

	if (!what)
		return -EINVAL;
	if (!strcmp(what, "op"))
		return add_name(child, json_string_value(json_object_get(message, "name")));
	if (!strcmp(what, "result"))
		return add_result(child, json_object_get(message, "result"));
	if (!strcmp(what, "began")) {
		child->began = true;
		return 0;
	}
	child->turn = false;
	if (!strcmp(what, "ready")) {
		child->ready = true;
		child->ops = json_integer_value(json_object_get(message, "ops"));
		child->settled = json_integer_value(json_object_get(message, "settled"));
		child->passes = json_number_value(json_object_get(message, "passes"));
		return 0;
	}
	child->done = !strcmp(what, "done");
	take_core(child, message);
	return child->done ? 0 : -EINVAL;
}

static int handle_lines(struct child *child)
{
	char *line = child->text, *end;
	json_t *message;
	int err = 0;

	while (!err && (end = memchr(line, '\n', child->text + child->used - line))) {
		message = json_loadb(line, end - line, 0, NULL);
		err = handle(child, message);
		json_decref(message);
		line = end + 1;
	}
	child->used -= line - child->text;
	memmove(child->text, line, child->used);
	return err;
}

/* False when the child is at its end. */
static bool receive(struct child *child)
{
	ssize_t n;
	char *text;

	if (child->size - child->used < 65536) {
		text = realloc(child->text, child->size + 65536);
		if (!text)
			return false;
		child->text = text;
		child->size += 65536;
	}
	n = read(child->in, child->text + child->used, child->size - child->used);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0)
		return false;
	child->used += n;
	if (!handle_lines(child))
		return true;
	if (!child->death[0])
		snprintf(child->death, sizeof(child->death), "sent a malformed message");
	kill(child->pid, SIGKILL);
	return false;
}

static bool over(const struct children *all)
{
	return (all->stop && *all->stop) || (all->deadline && clock_ns() >= all->deadline);
}

/* The next turn goes to who has had the fewest rounds: rounds are what an interval is
 * made of, and what comparing two runs goes by. */
static void give_turn(struct children *all)
{
	struct child *next = NULL, *c;
	char answer;

	for (c = all->child; c < all->child + all->n; c++) {
		if (c->turn)
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
	/* A child that is gone shows as end of file on its messages. */
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
		snprintf(c->death, sizeof(c->death), "hung: nothing from it for %llu s (-w)",
			 (unsigned long long)(all->watchdog / 1000000000));
		kill(c->pid, SIGKILL);
		c->turn_began = clock_ns();
	}
}

static size_t serve(struct children *all, struct pollfd *polls)
{
	size_t i, alive = 0;

	give_turn(all);
	for (i = 0; i < all->n; i++)
		polls[i] = (struct pollfd){ .fd = all->child[i].in, .events = POLLIN };
	if (poll(polls, all->n, TICK_MS) < 0)
		for (i = 0; i < all->n; i++)
			polls[i].revents = 0;
	for (i = 0; i < all->n; i++) {
		struct child *child = &all->child[i];

		if (child->in >= 0 && polls[i].revents && !receive(child))
			child_end(child);
		alive += child->in >= 0;
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
		err = child_start(&all->child[i]);
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
		for (i = 0; i < c->n_op_names; i++)
			free(c->op_names[i]);
		free(c->results);
		free(c->op_names);
		free(c->text);
		free(c->misfit);
	}
	free(all->child);
	*all = (struct children){};
}
