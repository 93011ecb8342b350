// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/runner/receive.h"

/* Longest message in bytes. A child that sends more is broken. */
#define MESSAGE_MAX (8 << 20)

/* Adds a copy of a text, or NULL, to an array that has n of them. */
static int add_text(char ***texts, size_t n, const char *text)
{
	char **grown = realloc(*texts, (n + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	*texts = grown;
	grown[n] = text ? strdup(text) : NULL;
	return text && !grown[n] ? -ENOMEM : 0;
}

static int add_op(struct child *child, const json_t *message)
{
	const char *name = json_string_value(json_object_get(message, "name"));
	const char *unit = json_string_value(json_object_get(message, "unit"));
	const char *about = json_string_value(json_object_get(message, "about"));
	size_t n = child->n_op_names;

	if (!name)
		return -EINVAL;
	if (add_text(&child->op_names, n, name) || add_text(&child->op_units, n, unit) ||
	    add_text(&child->op_abouts, n, about))
		return -ENOMEM;
	child->n_op_names++;
	return 0;
}

/* Makes a failure of a result that no reader would take, so that the result file can be read. */
static void refuse(struct result *result, const char *why)
{
	struct result refused = {
		.name = result->name,
		.description = result->description,
		.unit = result->unit,
		.lower_is_better = result->lower_is_better,
		.verdict = VERDICT_FAIL,
		.cause = CAUSE_WRONG,
	};

	result->name = result->description = result->unit = NULL;
	result_clear(result);
	if (asprintf(&refused.reason, "an impossible figure, which is a bug of the test: %s", why) <
	    0)
		refused.reason = NULL;
	*result = refused;
}

static int add_result(struct child *child, const json_t *json)
{
	struct result *results, result;
	char err[128];

	if (result_from_json(json, &result, err, sizeof(err))) {
		snprintf(child->death, sizeof(child->death), "sent a malformed result: %s", err);
		return -EINVAL;
	}
	if (result_check(&result, err, sizeof(err)))
		refuse(&result, err);
	results = realloc(child->results, (child->n_results + 1) * sizeof(result));
	if (!results) {
		result_clear(&result);
		return -ENOMEM;
	}
	child->results = results;
	results[child->n_results++] = result;
	return 0;
}

/* Reads the state of the core from a test's last message. */
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
		return add_op(child, message);
	if (!strcmp(what, "result"))
		return add_result(child, json_object_get(message, "result"));
	if (!strcmp(what, "figure"))
		return pass_figure(all, child, message);
	if (!strcmp(what, "began")) {
		child->began = true;
		return 0;
	}
	if (!strcmp(what, "alive")) {
		child->turn_began = clock_ns();
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

bool receive_messages(const struct children *all, struct child *child)
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
		why = "sent a message of more than 8 MB, or memory ran out";
	}
	if (!child->death[0])
		snprintf(child->death, sizeof(child->death), "%s", why);
	kill(child->pid, SIGKILL);
	return false;
}
