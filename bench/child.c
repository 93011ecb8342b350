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
#include "bench/interrupt.h"

/* How often progress is told, ms. */
#define TICK_MS 200
/* And how often it is asked whether a child has ended that is about to. */
#define END_TICK_MS 2
/* No message is longer: it would be a child that writes what is none. */
#define MESSAGE_MAX (8 << 20)

/* Of the children before: held open here they would not see that test_progs has closed them. */
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

	/* A terminal, timeout(1) and systemd send their signals to all of us: the parent
	 * decides what becomes of them.  We go when it goes. */
	interrupt_ignore();
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

/* Nothing more comes from it, or is to. */
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
			 "ended with status %d before it was through", WEXITSTATUS(status));
}

/* True when it has ended; it may have said its last word, and hang. */
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

/* unit: NULL for one that is timed. */
static int add_name(struct child *child, const char *name, const char *unit)
{
	size_t size = (child->n_op_names + 1) * sizeof(char *);
	char **names = realloc(child->op_names, size), **units = realloc(child->op_units, size);

	if (names)
		child->op_names = names;
	if (units)
		child->op_units = units;
	if (!names || !units || !name)
		return -ENOMEM;
	names[child->n_op_names] = strdup(name);
	units[child->n_op_names] = unit ? strdup(unit) : NULL;
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

static int pass_figure(const struct children *all, const struct child *child, json_t *message)
{
	struct child_figure figure = {};
	int rounds = 0, settled = false;

	if (json_unpack(message, "{s:s, s?s, s?s, s?F, s?F, s?i, s?b}", "op", &figure.op, "failed",
			&figure.failed, "unit", &figure.unit, "value", &figure.value, "half",
			&figure.half, "rounds", &rounds, "settled", &settled) ||
	    (!figure.failed && (!figure.unit || rounds < 1)))
		return -EINVAL;
	figure.rounds = rounds;
	figure.settled = settled;
	if (all->figure)
		all->figure(all->progress_arg, child, &figure);
	return 0;
}

static int handle(const struct children *all, struct child *child, json_t *message)
{
	const char *what = json_string_value(json_object_get(message, "msg"));

	if (!what)
		return -EINVAL;
	if (!strcmp(what, "op"))
		return add_name(child, json_string_value(json_object_get(message, "name")),
				json_string_value(json_object_get(message, "unit")));
	if (!strcmp(what, "result"))
		return add_result(child, json_object_get(message, "result"));
	if (!strcmp(what, "figure"))
		return pass_figure(all, child, message);
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

static int handle_lines(const struct children *all, struct child *child)
{
	char *line = child->text, *end;
	json_t *message;
	int err = 0;

	while (!err && (end = memchr(line, '\n', child->text + child->used - line))) {
		message = json_loadb(line, end - line, 0, NULL);
		err = handle(all, child, message);
		json_decref(message);
		line = end + 1;
	}
	child->used -= line - child->text;
	memmove(child->text, line, child->used);
	return err;
}

static bool make_room(struct child *child)
{
	char *text;

	if (child->size - child->used >= 65536)
		return true;
	if (child->size >= MESSAGE_MAX)
		return false;
	text = realloc(child->text, child->size + 65536);
	if (!text)
		return false;
	child->text = text;
	child->size += 65536;
	return true;
}

/* False when the child is at its end. */
static bool receive(const struct children *all, struct child *child)
{
	const char *why = "sent a malformed message";
	ssize_t n;

	if (make_room(child)) {
		n = read(child->in, child->text + child->used, child->size - child->used);
		if (n < 0)
			return errno == EINTR || errno == EAGAIN;
		if (n == 0)
			return false;
		child->used += n;
		if (!handle_lines(all, child))
			return true;
	} else {
		why = "sent a message that there is no room for";
	}
	if (!child->death[0])
		snprintf(child->death, sizeof(child->death), "%s", why);
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
		/* Nor while one frees what it has loaded. */
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

		if (child->in >= 0 && polls[i].revents && !receive(all, child))
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
		}
		free(c->op_units);
		free(c->results);
		free(c->op_names);
		free(c->text);
		free(c->misfit);
	}
	free(all->child);
	*all = (struct children){};
}
