// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "pattern_perf/balancer.h"
#include "progs/pattern_perf.h"

/* Packets of a run. */
#define PACKETS 32
/* Of a packet: headers and some data. */
#define PACKET_SIZE 128
/* Of one that ends in its TCP header. */
#define SHORT_SIZE 48
/* Of what a program may make of it. */
#define OUT_SIZE (2 * PACKET_SIZE)
#define SERVICE 0x0a000001 /* 10.0.0.1, port 80 of TCP and 53 of UDP */
#define BALANCER 0x0a000002
#define CLIENT 0xc0a80101
#define BACKEND 0x0a010000 /* and its number */

struct balancer_scenario {
	/* Verdict, and whether the packet is to be encapsulated. */
	unsigned int verdict;
	bool sent;
	/* The packet: the protocol, its destination port, and what is odd about it. */
	unsigned int protocol, port, ethertype, fragment, options, size;
	/* Each packet is of a session of its own. */
	bool renew;
	/* It is the baseline: the program that passes everything. */
	bool base;
};

struct packet {
	struct ethhdr eth;
	struct iphdr ip;
	union {
		struct tcphdr tcp;
		struct udphdr udp;
		unsigned char data[PACKET_SIZE - sizeof(struct ethhdr) - sizeof(struct iphdr)];
	};
} __attribute__((packed));

/* What a round has: round->priv. */
struct balancer {
	int balance, pass;
	/* A port that no packet of this round had yet. */
	uint16_t next;
	struct packet packets[PACKETS];
};

int balancer_open(struct bench_round *round)
{
	struct bpf_map *rodata = bpf_object__find_map_by_name(round->obj, ".rodata");
	uint32_t address = htonl(BALANCER);
	size_t size = 0;
	void *initial = rodata ? bpf_map__initial_value(rodata, &size) : NULL;

	/* It is the only constant there. */
	if (!initial || size < sizeof(address))
		return -ENOENT;
	memcpy(initial, &address, sizeof(address));
	return 0;
}

static int add_service(int fd, uint16_t port, uint16_t protocol)
{
	struct pattern_service service = { htonl(SERVICE), htons(port), protocol };
	uint32_t one = 1;

	return bpf_map_update_elem(fd, &service, &one, BPF_ANY) ? -errno : 0;
}

static int fill(struct bench_round *round)
{
	int ring = bench_map_fd(round, "ring"), backends = bench_map_fd(round, "backends");
	int services = bench_map_fd(round, "services"), err;
	uint32_t i, backend;

	for (i = 0; i < PATTERN_RING; i++) {
		backend = i % PATTERN_BACKENDS;
		if (bpf_map_update_elem(ring, &i, &backend, BPF_ANY))
			return -errno;
	}
	for (i = 0; i < PATTERN_BACKENDS; i++) {
		struct pattern_backend b = { .address = htonl(BACKEND + i),
					     .mac = { 2, 0, 0, 0, 1, i } };

		if (bpf_map_update_elem(backends, &i, &b, BPF_ANY))
			return -errno;
	}
	err = add_service(services, 80, IPPROTO_TCP);
	return err ? err : add_service(services, 53, IPPROTO_UDP);
}

static int prog_fd(const struct bench_round *round, const char *name)
{
	return bpf_program__fd(bpf_object__find_program_by_name(round->obj, name));
}

int balancer_setup(struct bench_round *round)
{
	struct balancer *balancer = calloc(1, sizeof(*balancer));

	if (!balancer)
		return -ENOMEM;
	round->priv = balancer;
	balancer->next = 1024;
	balancer->balance = prog_fd(round, "balance");
	balancer->pass = prog_fd(round, "pass");
	return fill(round);
}

void balancer_teardown(struct bench_round *round)
{
	free(round->priv);
	round->priv = NULL;
}

static void make_packet(const struct balancer_scenario *s, uint16_t source, struct packet *p)
{
	*p = (struct packet){
		.eth = { .h_dest = { 2, 0, 0, 0, 0, 1 },
			 .h_source = { 2, 0, 0, 0, 0, 2 },
			 .h_proto = htons(s->ethertype) },
		.ip = { .version = 4,
			.ihl = 5 + s->options,
			.ttl = 63,
			.protocol = s->protocol,
			.frag_off = htons(s->fragment),
			.tot_len = htons(s->size - sizeof(p->eth)),
			.saddr = htonl(CLIENT),
			.daddr = htonl(SERVICE) },
	};
	/* TCP has its ports at the same place. */
	p->udp.source = htons(source);
	p->udp.dest = htons(s->port);
}

/* Returns the backend that the ring gives the session to. */
static uint32_t backend_of(const struct packet *p)
{
	uint32_t place = p->ip.saddr ^ ((uint32_t)p->udp.source << 16 | p->ip.protocol);

	return place * 0x9e3779b1 % PATTERN_RING % PATTERN_BACKENDS;
}

static uint16_t sum_of(const struct iphdr *ip)
{
	const uint16_t *word = (const void *)ip;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < sizeof(*ip) / 2; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* Checks verdict and packet. */
static int check(struct bench_round *round, const struct balancer_scenario *s,
		 const struct packet *in, const char *out, const struct bpf_test_run_opts *opts)
{
	const struct ethhdr *eth = (const void *)out;
	struct iphdr ip;
	size_t all = s->size, moved = sizeof(in->eth);

	if (opts->retval != s->verdict)
		return bench_fail(round, "the verdict is %u, not %u", opts->retval, s->verdict);
	if (!s->sent) {
		if (opts->data_size_out != all || memcmp(out, in, all))
			return bench_fail(round, "the packet was changed");
		return 0;
	}
	memcpy(&ip, out + sizeof(*eth), sizeof(ip));
	if (opts->data_size_out != all + sizeof(ip) ||
	    memcmp(out + sizeof(*eth) + sizeof(ip), (const char *)in + moved, all - moved))
		return bench_fail(round, "the packet inside is not the one that came");
	if (ip.protocol != IPPROTO_IPIP || ip.saddr != htonl(BALANCER) ||
	    ip.daddr != htonl(BACKEND + backend_of(in)) || eth->h_dest[5] != backend_of(in) ||
	    ntohs(ip.tot_len) != all - moved + sizeof(ip) || sum_of(&ip) != 0xffff)
		return bench_fail(round, "the outer header is not that of backend %u",
				  backend_of(in));
	return 0;
}

static int run_packet(const struct bench_round *round, const struct packet *packet, char *out,
		      struct bpf_test_run_opts *opts)
{
	const struct balancer *balancer = round->priv;
	const struct balancer_scenario *s = round->arg;

	*opts = (struct bpf_test_run_opts){ .sz = sizeof(*opts),
					    .data_in = packet,
					    .data_size_in = s->size,
					    .data_out = out,
					    .data_size_out = OUT_SIZE,
					    .repeat = 1 };
	return bpf_prog_test_run_opts(s->base ? balancer->pass : balancer->balance, opts);
}

/*
 * Makes the packets of a run, and checks what becomes of one of their kind. It is not done in the
 * run, because packets that are sent are dearer to check than those that are passed.
 */
static int prepare(struct bench_round *round, unsigned int n)
{
	const struct balancer_scenario *s = round->arg;
	struct balancer *balancer = round->priv;
	struct bpf_test_run_opts opts;
	char out[OUT_SIZE];
	int err;

	/* The first one is overwritten after the check. */
	make_packet(s, s->renew ? balancer->next++ : 1, &balancer->packets[0]);
	err = run_packet(round, &balancer->packets[0], out, &opts);
	if (!err)
		err = check(round, s, &balancer->packets[0], out, &opts);
	for (unsigned int i = 0; !err && i < n; i++)
		make_packet(s, s->renew ? balancer->next++ : 1, &balancer->packets[i]);
	return err;
}

/* The same code for all scenarios and the baseline, so that none of it is left in their figures. */
static int run(struct bench_round *round, unsigned int n, double *ns)
{
	const struct balancer_scenario *s = round->arg;
	struct balancer *balancer = round->priv;
	struct bpf_test_run_opts opts;
	char out[OUT_SIZE];
	int err;

	for (unsigned int i = 0; i < n; i++) {
		err = run_packet(round, &balancer->packets[i], out, &opts);
		if (err)
			return err;
		if (opts.retval != s->verdict)
			return bench_fail(round, "the verdict is %u, not %u", opts.retval,
					  s->verdict);
	}
	return 0;
}

enum { DROP = 1, PASS, TX };

#define PACKET(...) .ethertype = ETH_P_IP, .size = PACKET_SIZE, __VA_ARGS__
#define SCENARIO(op, what, ...) SCENARIO_OVER("base_packet", op, what, __VA_ARGS__)
#define SCENARIO_OVER(base_op, op, what, ...)                                                      \
	{                                                                                          \
		.name = "balancer_" op, .about = "A load balancer: " what, .run = run,             \
		.prepare = prepare, .n = PACKETS, .base = base_op, .needs_prog = "balance",        \
		.arg = &(const struct balancer_scenario)                                           \
		{                                                                                  \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}

static const struct balancer_scenario any_packet = {
	PACKET(.protocol = IPPROTO_TCP, .port = 80),
	.verdict = PASS,
	.base = true,
};

static const struct balancer_scenario short_packet = {
	.ethertype = ETH_P_IP,
	.size = SHORT_SIZE,
	.verdict = PASS,
	.base = true,
};

#define BASE(op, packet)                                                                           \
	{                                                                                          \
		.name = op, .run = run, .prepare = prepare, .n = PACKETS, .hidden = true,          \
		.arg = &packet                                                                     \
	}

const struct bench_user_op balancer_ops[] = {
	BASE("base_packet", any_packet),
	BASE("base_short_packet", short_packet),
	SCENARIO("tcp_new", "the first packet of a TCP session, sent to a backend",
		 PACKET(.protocol = IPPROTO_TCP, .port = 80), .verdict = TX, .sent = true,
		 .renew = true),
	SCENARIO("tcp_known", "a later packet of a TCP session, sent to its backend",
		 PACKET(.protocol = IPPROTO_TCP, .port = 80), .verdict = TX, .sent = true),
	SCENARIO("udp_new", "the first packet of a UDP flow, sent to a backend",
		 PACKET(.protocol = IPPROTO_UDP, .port = 53), .verdict = TX, .sent = true,
		 .renew = true),
	SCENARIO("other_port", "a packet for no service, passed",
		 PACKET(.protocol = IPPROTO_TCP, .port = 81), .verdict = PASS),
	SCENARIO("other_protocol", "neither TCP nor UDP, passed", PACKET(.protocol = IPPROTO_ICMP),
		 .verdict = PASS),
	SCENARIO("not_ip", "not IPv4, passed", .ethertype = ETH_P_ARP, .size = PACKET_SIZE,
		 .verdict = PASS),
	SCENARIO("fragment", "a fragment, dropped", PACKET(.protocol = IPPROTO_UDP, .port = 53),
		 .fragment = 0x2000, .verdict = DROP),
	SCENARIO_OVER("base_short_packet", "truncated", "a TCP header that is cut off, dropped",
		      .ethertype = ETH_P_IP, .size = SHORT_SIZE, .protocol = IPPROTO_TCP,
		      .port = 80, .verdict = DROP),
	{},
};
