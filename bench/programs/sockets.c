// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/scan.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/sockets.h"

/* What one run of the load sends, and the length of a message. */
#define MESSAGES 64
#define BYTES 256
/* How long a message may take; the kernel may hand it to a worker. */
#define ARRIVES_WITHIN_MS 100
/* Both ends of a connection, or both sockets of a group. */
#define ENDS 2
/* The longest key and value of a map of sockets. */
#define KEY_SIZE 512

struct sockets {
	int ends[ENDS];
	/* Sends to the group; -1 if the first end sends to the second one. */
	int client;
	/* The map with the program, or -1, and whether it is ours. */
	int map;
	bool own_map;
	/* What is attached to the map: the program and, with a parser, a program that accepts. */
	int progs[2];
	enum bpf_attach_type types[2];
	/* A message did not arrive, so no other is waited for. */
	bool drops;
};

static struct sockets *new_sockets(void)
{
	struct sockets *sockets = malloc(sizeof(*sockets));

	if (sockets)
		*sockets = (struct sockets){
			.ends = { -1, -1 },
			.client = -1,
			.map = -1,
			.progs = { -1, -1 },
		};
	return sockets;
}

/* Opens a socket that is bound to the port of the address, any if it is 0, which becomes the port. */
static int bind_socket(int type, bool shares, struct sockaddr_in *address)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if ((!shares || !setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int))) &&
	    !bind(fd, (void *)address, sizeof(*address)) &&
	    !getsockname(fd, (void *)address, &(socklen_t){ sizeof(*address) }))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int connect_to(int type, const char *congestion, const struct sockaddr_in *address)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	if ((!congestion ||
	     !setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, congestion, strlen(congestion))) &&
	    !connect(fd, (const void *)address, sizeof(*address)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int connect_ends(struct sockets *sockets, const char *congestion)
{
	struct sockaddr_in address = {};
	int server = bind_socket(SOCK_STREAM, false, &address), err = 0;

	if (server < 0)
		return server;
	if (listen(server, 1))
		err = -errno;
	if (!err) {
		sockets->ends[0] = connect_to(SOCK_STREAM, congestion, &address);
		err = sockets->ends[0] < 0 ? sockets->ends[0] : 0;
	}
	if (!err) {
		sockets->ends[1] = accept4(server, NULL, NULL, SOCK_CLOEXEC);
		err = sockets->ends[1] < 0 ? -errno : 0;
	}
	close(server);
	return err;
}

/* Returns the map of the object that the program uses for sockets, or NULL. */
static struct bpf_map *used_map(const struct object *object, const struct program *program,
				bool group)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object->obj) {
		enum bpf_map_type type = bpf_map__type(map);

		if ((group ? type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY
			   : type == BPF_MAP_TYPE_SOCKMAP || type == BPF_MAP_TYPE_SOCKHASH) &&
		    scan_uses_map(object->scan, program->symbol, bpf_map__name(map)))
			return map;
	}
	return NULL;
}

/* Puts both sockets into the map, with the keys 0 and 1. The second may find no room. */
static int fill(const struct sockets *sockets, int map)
{
	char key[KEY_SIZE] = {};
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	__u64 value;
	int err;

	if (bpf_map_get_info_by_fd(map, &info, &size))
		return -errno;
	if (info.key_size < 1 || info.key_size > sizeof(key) || info.value_size > sizeof(value))
		return -E2BIG;
	/* The last one counts: it is the receiver, which a map with one place has. */
	for (int i = 0; i < ENDS; i++) {
		value = sockets->ends[i];
		key[0] = i;
		err = bpf_map_update_elem(map, key, &value, BPF_ANY) ? -errno : 0;
	}
	return err == -E2BIG || err == -ENOSPC ? 0 : err;
}

/* A parser only runs beside a program that accepts what it has parsed. */
static int load_accepting(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = SK_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SK_SKB, NULL, "GPL", insns, 2, NULL);

	return fd < 0 ? -errno : fd;
}

static enum bpf_attach_type attach_type(const struct bpf_program *prog)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(prog);

	/* The section "sk_skb" says nothing more. */
	if (bpf_program__type(prog) == BPF_PROG_TYPE_SK_SKB && !type)
		return BPF_SK_SKB_STREAM_VERDICT;
	return type;
}

static int attach_map(struct sockets *sockets, const struct bpf_program *prog)
{
	int err;

	sockets->types[0] = attach_type(prog);
	if (bpf_prog_attach(bpf_program__fd(prog), sockets->map, sockets->types[0], 0))
		return -errno;
	sockets->progs[0] = dup(bpf_program__fd(prog));
	if (sockets->types[0] != BPF_SK_SKB_STREAM_PARSER)
		return 0;
	err = load_accepting();
	if (err < 0)
		return err;
	sockets->progs[1] = err;
	sockets->types[1] = BPF_SK_SKB_STREAM_VERDICT;
	return bpf_prog_attach(sockets->progs[1], sockets->map, sockets->types[1], 0) ? -errno : 0;
}

/* Attaches to a map of sockets, before these are put into it: they take what it has then. */
static int attach_stream(const struct object *object, const struct program *program,
			 const struct bpf_program *prog, struct sockets *sockets, uint64_t *start)
{
	struct bpf_map *map = used_map(object, program, false);
	int err = connect_ends(sockets, NULL);

	if (err)
		return err;
	*start = clock_ns();
	sockets->own_map = !map;
	sockets->map = map ? bpf_map__fd(map)
			   : bpf_map_create(BPF_MAP_TYPE_SOCKMAP, "sockets", sizeof(int),
					    sizeof(int), ENDS, NULL);
	if (sockets->map < 0)
		return -errno;
	err = attach_map(sockets, prog);
	return err ? err : fill(sockets, sockets->map);
}

/* The kernel asks the program to which socket of the group a datagram goes. */
static int attach_group(const struct object *object, const struct program *program,
			const struct bpf_program *prog, struct sockets *sockets, uint64_t *start)
{
	struct bpf_map *map = used_map(object, program, true);
	int fd = bpf_program__fd(prog), i;
	struct sockaddr_in address = {};

	for (i = 0; i < ENDS; i++) {
		sockets->ends[i] = bind_socket(SOCK_DGRAM, true, &address);
		if (sockets->ends[i] < 0)
			return sockets->ends[i];
	}
	sockets->client = connect_to(SOCK_DGRAM, NULL, &address);
	if (sockets->client < 0)
		return sockets->client;
	*start = clock_ns();
	if (setsockopt(sockets->ends[0], SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &fd, sizeof(fd)))
		return -errno;
	return map ? fill(sockets, bpf_map__fd(map)) : 0;
}

int sockets_attach(const struct object *object, const struct program *program,
		   struct bpf_program *prog, struct sockets **result, uint64_t *ns, char *why,
		   size_t size)
{
	struct sockets *sockets = new_sockets();
	uint64_t start = 0;
	int err;

	if (!sockets)
		return -ENOMEM;
	if (bpf_program__type(prog) == BPF_PROG_TYPE_SK_REUSEPORT)
		err = attach_group(object, program, prog, sockets, &start);
	else
		err = attach_stream(object, program, prog, sockets, &start);
	*ns = clock_ns() - start;
	if (err) {
		snprintf(why, size, "to sockets of our own: %s", log_errno(err));
		sockets_free(sockets);
		return err;
	}
	*result = sockets;
	return 0;
}

int sockets_connect(const char *congestion, struct sockets **result)
{
	struct sockets *sockets = new_sockets();
	int err;

	if (!sockets)
		return -ENOMEM;
	err = connect_ends(sockets, congestion);
	if (err)
		sockets_free(sockets);
	else
		*result = sockets;
	return err;
}

/* Takes all that has arrived at any socket. Returns true if it was something. */
static bool receive(const struct sockets *sockets)
{
	char bytes[4 * BYTES];
	bool any = false;

	for (int i = 0; i < ENDS; i++)
		while (recv(sockets->ends[i], bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
			any = true;
	return any;
}

void sockets_drive(struct sockets *sockets)
{
	int from = sockets->client >= 0 ? sockets->client : sockets->ends[0];
	char bytes[BYTES] = {};

	for (int i = 0; i < MESSAGES; i++) {
		struct pollfd arrives[ENDS] = {
			{ .fd = sockets->ends[0], .events = POLLIN },
			{ .fd = sockets->ends[1], .events = POLLIN },
		};

		if (send(from, bytes, sizeof(bytes), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
			sockets->drops = true;
		if (receive(sockets) || sockets->drops)
			continue;
		if (poll(arrives, ENDS, ARRIVES_WITHIN_MS) <= 0 || !receive(sockets))
			sockets->drops = true;
	}
}

void sockets_free(struct sockets *sockets)
{
	int i;

	if (!sockets)
		return;
	for (i = 0; i < ENDS; i++)
		if (sockets->ends[i] >= 0)
			close(sockets->ends[i]);
	if (sockets->client >= 0)
		close(sockets->client);
	for (i = 0; i < 2; i++) {
		if (sockets->progs[i] < 0)
			continue;
		bpf_prog_detach2(sockets->progs[i], sockets->map, sockets->types[i]);
		close(sockets->progs[i]);
	}
	if (sockets->own_map && sockets->map >= 0)
		close(sockets->map);
	free(sockets);
}
