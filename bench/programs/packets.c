// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/programs/file.h"
#include "bench/programs/packets.h"

/* A frame without its checksum has at least this many bytes on a wire. */
#define SHORTEST_ON_WIRE 60

/* A capture with so many packets of a wrong length has no others worth looking for. */
#define MOST_LEFT_OUT 100000

/* The addresses are those for documentation (RFC 5737, RFC 3849). */
static const struct ethhdr ethernet = {
	.h_dest = { 2, 0, 0, 0, 0, 2 },
	.h_source = { 2, 0, 0, 0, 0, 1 },
};
static const unsigned char from4[] = { 192, 0, 2, 1 }, to4[] = { 192, 0, 2, 2 };
static const struct in6_addr from6 = { { { 0x20, 1, 0xd, 0xb8, [15] = 1 } } };
static const struct in6_addr to6 = { { { 0x20, 1, 0xd, 0xb8, [15] = 2 } } };

/* Adds to the Internet checksum (RFC 1071). */
static uint32_t add(uint32_t sum, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		sum += i & 1 ? bytes[i] : bytes[i] << 8;
	return sum;
}

static uint16_t finish(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

/* Writes the TCP or UDP header and returns its length with its payload. The checksum is the
 * caller's. */
static size_t write_transport(unsigned char *at, bool tcp)
{
	static const char payload[18] = "bpf-perf";

	if (tcp) {
		*(struct tcphdr *)at = (struct tcphdr){
			.source = htons(40000),
			.dest = htons(80),
			.seq = htonl(1),
			.doff = sizeof(struct tcphdr) / 4,
			.syn = 1,
			.window = htons(64240),
		};
		return sizeof(struct tcphdr);
	}
	*(struct udphdr *)at = (struct udphdr){
		.source = htons(40000),
		.dest = htons(53),
		.len = htons(sizeof(struct udphdr) + sizeof(payload)),
	};
	memcpy(at + sizeof(struct udphdr), payload, sizeof(payload));
	return sizeof(struct udphdr) + sizeof(payload);
}

/* Writes both headers and the checksums. Returns the length. */
static size_t write_ip4(unsigned char *at, bool tcp)
{
	unsigned char *transport = at + sizeof(struct iphdr);
	size_t len = write_transport(transport, tcp);
	struct iphdr *ip = (struct iphdr *)at;
	uint16_t check;
	uint32_t sum;

	*ip = (struct iphdr){
		.version = 4,
		.ihl = sizeof(*ip) / 4,
		.tot_len = htons(sizeof(*ip) + len),
		.frag_off = htons(0x4000), /* do not fragment */
		.ttl = 64,
		.protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP,
	};
	memcpy(&ip->saddr, from4, sizeof(from4));
	memcpy(&ip->daddr, to4, sizeof(to4));
	ip->check = finish(add(0, ip, sizeof(*ip)));
	sum = add(ip->protocol + len, &ip->saddr, 8);
	check = finish(add(sum, transport, len));
	memcpy(transport + (tcp ? offsetof(struct tcphdr, check) : offsetof(struct udphdr, check)),
	       &check, sizeof(check));
	return sizeof(*ip) + len;
}

static size_t write_ip6(unsigned char *at, bool tcp)
{
	unsigned char *transport = at + sizeof(struct ip6_hdr);
	size_t len = write_transport(transport, tcp);
	struct ip6_hdr *ip = (struct ip6_hdr *)at;
	uint16_t check;
	uint32_t sum;

	*ip = (struct ip6_hdr){ .ip6_src = from6, .ip6_dst = to6 };
	ip->ip6_flow = htonl(6 << 28);
	ip->ip6_plen = htons(len);
	ip->ip6_nxt = tcp ? IPPROTO_TCP : IPPROTO_UDP;
	ip->ip6_hlim = 64;
	sum = add(ip->ip6_nxt + len, &ip->ip6_src, 32);
	check = finish(add(sum, transport, len));
	memcpy(transport + (tcp ? offsetof(struct tcphdr, check) : offsetof(struct udphdr, check)),
	       &check, sizeof(check));
	return sizeof(*ip) + len;
}

/* Adds a copy of a frame. Returns 0 or -ENOMEM. */
static int add_packet(struct packets *packets, const void *data, size_t size)
{
	struct packet *at = realloc(packets->at, (packets->n + 1) * sizeof(*at));
	struct packet packet = { .data = malloc(size), .size = size };

	if (at)
		packets->at = at;
	if (!at || !packet.data) {
		free(packet.data);
		return -ENOMEM;
	}
	memcpy(packet.data, data, size);
	at[packets->n++] = packet;
	return 0;
}

/* Makes the packet of a name such as "tcp4". Returns -ENOENT if there is no such name. */
static int make(const char *name, struct packets *packets)
{
	bool tcp = !strncmp(name, "tcp", 3), six = !strcmp(name + strlen(name) - 1, "6");
	_Alignas(8) unsigned char frame[2 + 128] = {};
	/* The IP header is at a multiple of four bytes. */
	unsigned char *at = frame + 2, *ip = at + sizeof(ethernet);
	struct ethhdr header = ethernet;
	size_t size;

	if (strcmp(name, "tcp4") && strcmp(name, "tcp6") && strcmp(name, "udp4") &&
	    strcmp(name, "udp6"))
		return -ENOENT;
	header.h_proto = htons(six ? ETH_P_IPV6 : ETH_P_IP);
	memcpy(at, &header, sizeof(header));
	size = sizeof(header) + (six ? write_ip6(ip, tcp) : write_ip4(ip, tcp));
	return add_packet(packets, at, size < SHORTEST_ON_WIRE ? SHORTEST_ON_WIRE : size);
}

/* Adds a packet of a capture. One without an Ethernet header gets one. */
static int add_captured(struct packets *packets, const unsigned char *data, size_t size, bool bare)
{
	unsigned char frame[PACKET_LONGEST];
	struct ethhdr header = ethernet;
	size_t before = bare ? sizeof(header) : 0;

	if (packets->n == PACKETS_MOST || size + before > sizeof(frame) ||
	    size + before < PACKET_SHORTEST + 1) {
		packets->left_out++;
		return 0;
	}
	header.h_proto = htons(size && data[0] >> 4 == 6 ? ETH_P_IPV6 : ETH_P_IP);
	memcpy(frame, &header, before);
	memcpy(frame + before, data, size);
	return add_packet(packets, frame, before + size);
}

static int read_capture(const char *path, pcap_t *capture, struct packets *packets, char *why,
			size_t size)
{
	int link = pcap_datalink(capture), ret = 0, err = 0;
	const char *link_name = pcap_datalink_val_to_name(link);
	bool bare = link == DLT_RAW || link == DLT_IPV4 || link == DLT_IPV6;
	const unsigned char *data;
	struct pcap_pkthdr *header;

	if (!bare && link != DLT_EN10MB) {
		snprintf(why, size,
			 "%s: a capture of link type %s; programs take Ethernet frames (tcpdump -i "
			 "an interface, not any)",
			 path, link_name ? link_name : "unknown");
		return -EINVAL;
	}
	/* The rest of a large file is not read. */
	while (!err && packets->n < PACKETS_MOST && packets->left_out < MOST_LEFT_OUT &&
	       (ret = pcap_next_ex(capture, &header, &data)) == 1)
		err = add_captured(packets, data, header->caplen, bare);
	if (err)
		snprintf(why, size, "%s: out of memory", path);
	else if (ret != PCAP_ERROR_BREAK && ret != 1)
		snprintf(why, size, "%s: packet %zu: %s", path, packets->n + packets->left_out + 1,
			 pcap_geterr(capture));
	else if (!packets->n && packets->left_out)
		snprintf(why, size, "%s: none of its %zu packets has %d to %d bytes", path,
			 packets->left_out, PACKET_SHORTEST + 1, PACKET_LONGEST);
	else if (!packets->n)
		snprintf(why, size, "%s: a capture without packets", path);
	else
		return 0;
	return err ? err : -EINVAL;
}

/* A file that is no capture is one frame, as for bpftool prog run. */
static int read_frame(const char *path, struct packets *packets, char *why, size_t size)
{
	size_t len;
	void *data = file_read(path, PACKET_LONGEST, &len, why, size);
	int err;

	if (!data)
		return -EINVAL;
	err = add_captured(packets, data, len, false);
	if (!err && !packets->n) {
		snprintf(why, size, "%s: a frame of %zu bytes; at least %d are needed", path, len,
			 PACKET_SHORTEST + 1);
		err = -EINVAL;
	}
	free(data);
	return err;
}

int packets_read(const char *name, struct packets *packets, char *why, size_t size)
{
	char err[PCAP_ERRBUF_SIZE];
	pcap_t *capture;
	FILE *file;
	int ret;

	*packets = (struct packets){};
	ret = make(name ? name : "tcp4", packets);
	if (ret != -ENOENT) {
		if (ret)
			snprintf(why, size, "out of memory");
		return ret;
	}
	/* libpcap would take "-" for standard input. */
	file = fopen(name, "re");
	if (!file) {
		snprintf(why, size,
			 "%s: cannot be read: %s (packets by name: tcp4, tcp6, udp4, udp6)", name,
			 strerror(errno));
		return -EINVAL;
	}
	if (getc(file) == EOF) {
		snprintf(why, size, "%s: %s", name,
			 ferror(file) ? strerror(errno) : "the file is empty");
		fclose(file);
		return -EINVAL;
	}
	rewind(file);
	capture = pcap_fopen_offline(file, err);
	if (!capture) {
		fclose(file);
		if (strstr(err, "truncated")) {
			snprintf(why, size, "%s: %s", name, err);
			return -EINVAL;
		}
		return read_frame(name, packets, why, size);
	}
	ret = read_capture(name, capture, packets, why, size);
	pcap_close(capture);
	return ret;
}

void packets_free(struct packets *packets)
{
	for (size_t i = 0; i < packets->n; i++)
		free(packets->at[i].data);
	free(packets->at);
	*packets = (struct packets){};
}
