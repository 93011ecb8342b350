// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/engine/session.h"

int session_send(const struct bench_config *config, json_t *message)
{
	size_t sent = 0, length;
	ssize_t n;
	char *line;

	line = message ? json_dumps(message, JSON_COMPACT) : NULL;
	json_decref(message);
	if (!line)
		return -ENOMEM;
	length = strlen(line);
	/* JSON text has no line breaks. The line break replaces the terminating zero. */
	line[length++] = '\n';
	while (sent < length) {
		n = write(config->out, line + sent, length - sent);
		if (n < 0 && errno != EINTR)
			break;
		sent += n > 0 ? n : 0;
	}
	free(line);
	return sent == length ? 0 : -EPIPE;
}

bool session_turn(const struct bench_config *config, size_t ops, size_t settled, double passes)
{
	char answer = BENCH_STOP;
	ssize_t n;

	if (session_send(config,
			 json_pack("{s:s, s:I, s:I, s:f}", "msg", "ready", "ops", (json_int_t)ops,
				   "settled", (json_int_t)settled, "passes", passes)))
		return false;
	do {
		n = read(config->in, &answer, 1);
	} while (n < 0 && errno == EINTR);
	return n == 1 && answer == BENCH_GO;
}
