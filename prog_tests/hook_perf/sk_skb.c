// SPDX-License-Identifier: GPL-2.0-only
/* A program on what a UNIX stream socket receives. The sockets of socket.c are not used, because what
 * one of those costs depends on which others there are. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "hook_perf/hook_perf.h"

#include "hook_perf_sk_skb.skel.h"

/* A lost byte must fail the operation instead of hanging it. */
#define LOST_AFTER_S 2

enum { SENDER, RECEIVER, SOCKS };

static int setup(struct bench_round *round)
{
	const struct timeval timeout = { .tv_sec = LOST_AFTER_S };
	int *socks = calloc(SOCKS, sizeof(*socks));

	if (!socks)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks)) {
		int err = -errno;

		free(socks);
		return err;
	}
	round->priv = socks;
	return setsockopt(socks[RECEIVER], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout))
		       ? -errno
		       : 0;
}

static void teardown(struct bench_round *round)
{
	int *socks = round->priv;

	for (int i = 0; socks && i < SOCKS; i++)
		close(socks[i]);
	free(socks);
}

/* When the byte arrives, the program has run. */
static int send_byte(struct bench_round *round, unsigned int n, double *ns)
{
	const int *socks = round->priv;
	char byte;

	while (n--)
		if (send(socks[SENDER], "", 1, 0) != 1 || recv(socks[RECEIVER], &byte, 1, 0) != 1)
			return -errno;
	return 0;
}

/* The program is attached to the map, and so to the socket while it is in the map. */
static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	int map = bench_map_fd(round, "sockets"), err;
	const int *socks = round->priv;
	uint32_t key = 0;

	*link = NULL;
	err = bpf_prog_attach(bpf_program__fd(prog), map, BPF_SK_SKB_STREAM_VERDICT, 0);
	if (!err && bpf_map_update_elem(map, &key, &socks[RECEIVER], BPF_ANY))
		err = -errno;
	return err;
}

static void detach(struct bench_round *round)
{
	int map = bench_map_fd(round, "sockets");
	uint32_t key = 0;

	bpf_map_delete_elem(map, &key);
	bpf_prog_detach(map, BPF_SK_SKB_STREAM_VERDICT);
}

static const struct bench_user_op triggers[] = {
	{ .name = "base_byte", .run = send_byte, .n = 32, .hidden = true, .needs_map = "sockets" },
	{},
};

static const struct bench_hook hooks[] = {
	{ .name = "sk_skb",
	  .about = "A program on what a UNIX stream socket receives",
	  .trigger = "base_byte",
	  .progs = { "on_sk_skb" },
	  .attach = attach,
	  .detach = detach },
	{},
};

/* What it leaves of packets in the kernel's caches, others find: on 7.2 theirs cost 81 instructions
 * more or less after it. */
const struct bench_object hook_perf_sk_skb = {
	BENCH_OBJECT(hook_perf_sk_skb), .setup = setup, .teardown = teardown,
	.user_ops = triggers,		.hooks = hooks, .last = true,
};
