// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/ip.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/tcp.h>
#include <linux/veth.h>

#include "bench/log.h"
#include "hook_perf/packet_net.h"

/* Linux 6.7; not in the headers that we build with everywhere.  Unlike L3, the
 * default, L2 keeps the Ethernet header, as veth does. */
#define NETKIT_MODE 5
#define NETKIT_MODE_L2 0

/* Below IPv6's least, so that there is none on the devices and nothing that it
 * sends of its own accord. */
#define MTU 1000
/* Packets handed over in one system call. */
#define BURST 32
/* Packets that are held for packet_shift(); a buffer comes round again after as many rounds. */
#define HELD 7
/* Longest wait for the kernel to see that a device is up. */
#define UP_MS 2000

struct packet {
	struct ethhdr eth;
	struct iphdr ip;
	struct tcphdr tcp;
	char padding[PACKET_SIZE - sizeof(struct ethhdr) - sizeof(struct iphdr) -
		     sizeof(struct tcphdr)];
} __attribute__((packed));

/* Where we were and the namespace of our own, for the life of the process. */
static struct {
	int home, own;
} spaces = { -1, -1 };

/* A netlink message under construction; room for what is below, no more. */
struct message {
	struct nlmsghdr header;
	struct ifinfomsg link;
	char attributes[512];
};

static void *tail(struct message *m)
{
	return (char *)m + NLMSG_ALIGN(m->header.nlmsg_len);
}

static struct rtattr *put(struct message *m, unsigned short type, const void *data, size_t len)
{
	struct rtattr *attr = tail(m);

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	m->header.nlmsg_len = NLMSG_ALIGN(m->header.nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static void put_text(struct message *m, unsigned short type, const char *text)
{
	put(m, type, text, strlen(text) + 1);
}

static void put_u32(struct message *m, unsigned short type, unsigned int value)
{
	put(m, type, &value, sizeof(value));
}

static void end_nest(struct message *m, struct rtattr *nest)
{
	nest->rta_len = (char *)tail(m) - (char *)nest;
}

/* Sends the message and gives the kernel's answer. */
static int ask(struct message *m)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), err = 0;
	struct {
		struct nlmsghdr header;
		struct nlmsgerr answer;
		char rest[1024];
	} reply = {};

	if (fd < 0)
		return -errno;
	if (send(fd, m, m->header.nlmsg_len, 0) < 0 || recv(fd, &reply, sizeof(reply), 0) < 0)
		err = -errno;
	else
		err = reply.header.nlmsg_type == NLMSG_ERROR ? reply.answer.error : -EBADMSG;
	close(fd);
	return err;
}

static int create(const char *kind, const char *near, const char *far)
{
	struct message m = {
		.header = { .nlmsg_len = NLMSG_LENGTH(sizeof(m.link)),
			    .nlmsg_type = RTM_NEWLINK,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL },
	};
	struct rtattr *info, *data, *peer;

	put_text(&m, IFLA_IFNAME, near);
	put_u32(&m, IFLA_MTU, MTU);
	info = put(&m, IFLA_LINKINFO, NULL, 0);
	put_text(&m, IFLA_INFO_KIND, kind);
	data = put(&m, IFLA_INFO_DATA, NULL, 0);
	if (!strcmp(kind, "netkit"))
		put_u32(&m, NETKIT_MODE, NETKIT_MODE_L2);
	/* netkit's attribute has the same number. */
	peer = put(&m, VETH_INFO_PEER, &m.link, sizeof(m.link));
	put_text(&m, IFLA_IFNAME, far);
	put_u32(&m, IFLA_MTU, MTU);
	end_nest(&m, peer);
	end_nest(&m, data);
	end_nest(&m, info);
	return ask(&m);
}

static int set_up(int control, const char *name)
{
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(control, SIOCGIFFLAGS, &request))
		return -errno;
	request.ifr_flags |= IFF_UP;
	return ioctl(control, SIOCSIFFLAGS, &request) ? -errno : 0;
}

/* Until then a device drops what it is given to send. */
static int wait_running(int control, const char *name)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	struct ifreq request = {};
	int i;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	for (i = 0; i < UP_MS; i++) {
		if (ioctl(control, SIOCGIFFLAGS, &request))
			return -errno;
		if (request.ifr_flags & IFF_RUNNING)
			return 0;
		nanosleep(&ms, NULL);
	}
	return -ETIMEDOUT;
}

static int bring_up(const char *near, const char *far)
{
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;

	if (control < 0)
		return -errno;
	err = set_up(control, far);
	if (!err)
		err = set_up(control, near);
	if (!err)
		err = wait_running(control, near);
	if (!err)
		err = wait_running(control, far);
	close(control);
	return err;
}

/* A socket that sends on the device, and receives nothing. */
static int open_sender(int ifindex)
{
	const struct sockaddr_ll device = { .sll_family = AF_PACKET, .sll_ifindex = ifindex };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), err;

	if (fd < 0 || !bind(fd, (const struct sockaddr *)&device, sizeof(device)))
		return fd < 0 ? -errno : fd;
	err = -errno;
	close(fd);
	return err;
}

static int open_senders(struct packet_pair *pair)
{
	pair->near_socket = open_sender(pair->near);
	if (pair->near_socket < 0)
		return pair->near_socket;
	pair->far_socket = open_sender(pair->far);
	if (pair->far_socket >= 0)
		return 0;
	close(pair->near_socket);
	return pair->far_socket;
}

static int open_spaces(void)
{
	int err;

	if (spaces.own >= 0)
		return 0;
	if (spaces.home < 0)
		spaces.home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (spaces.home < 0 || unshare(CLONE_NEWNET))
		return -errno;
	spaces.own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	err = spaces.own < 0 ? -errno : 0;
	return packet_net_leave() ?: err;
}

int packet_net_enter(void)
{
	return setns(spaces.own, CLONE_NEWNET) ? -errno : 0;
}

int packet_net_leave(void)
{
	return setns(spaces.home, CLONE_NEWNET) ? -errno : 0;
}

/* In the namespace; what failed goes to *what. */
static int make_pair(struct packet_pair *pair, const char **what)
{
	char near[IFNAMSIZ], far[IFNAMSIZ];
	int err;

	snprintf(near, sizeof(near), "%s0", pair->name);
	snprintf(far, sizeof(far), "%s1", pair->name);
	*what = "creating a pair of devices";
	err = create(pair->kind, near, far);
	if (err)
		return err;
	*what = "bringing the devices up";
	err = bring_up(near, far);
	if (err)
		return err;
	pair->near = if_nametoindex(near);
	pair->far = if_nametoindex(far);
	*what = "opening a packet socket";
	return open_senders(pair);
}

int packet_net_pair(struct packet_pair *pair, char *why, size_t size)
{
	const char *what = "a network namespace of our own";
	int err;

	if (pair->near)
		return 0;
	err = open_spaces();
	if (!err)
		err = packet_net_enter();
	if (!err) {
		int left;

		err = make_pair(pair, &what);
		left = packet_net_leave();
		if (left)
			err = left;
	}
	if (err == -EOPNOTSUPP)
		snprintf(why, size, "no %s devices in this kernel (EOPNOTSUPP)", pair->kind);
	else if (err)
		snprintf(why, size, "%s: %s: %s", pair->kind, what, log_errno(err));
	return err;
}

const void *packet_data(void)
{
	static struct packet packet;

	packet = (struct packet){
		.eth = { .h_dest = { 2, 0, 0, 0, 0, 2 },
			 .h_source = { 2, 0, 0, 0, 0, 1 },
			 .h_proto = htons(ETH_P_IP) },
		.ip = { .version = 4,
			.ihl = 5,
			.tot_len = htons(sizeof(packet) - sizeof(packet.eth)),
			.ttl = 64,
			.protocol = IPPROTO_TCP,
			.saddr = htonl(0xc0000201),
			.daddr = htonl(0xc0000202) },
		.tcp = { .source = htons(40000), .dest = htons(80), .doff = 5, .syn = 1 },
	};
	return &packet;
}

int packet_send(int socket, unsigned int n)
{
	struct iovec data = { .iov_base = (void *)packet_data(), .iov_len = PACKET_SIZE };
	struct mmsghdr burst[BURST] = {};
	unsigned int i;
	int sent;

	for (i = 0; i < BURST; i++)
		burst[i].msg_hdr = (struct msghdr){ .msg_iov = &data, .msg_iovlen = 1 };
	while (n) {
		sent = sendmmsg(socket, burst, n < BURST ? n : BURST, MSG_DONTWAIT);
		if (sent <= 0)
			return sent ? -errno : -EIO;
		n -= sent;
	}
	return 0;
}

/*
 * A socket with a packet in it that nobody reads, or a negative errno.  Of netlink: the
 * packets of AF_UNIX are accounted to somebody, and their buffers lie elsewhere.
 */
static int hold(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK), err;
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	struct sockaddr *address = (struct sockaddr *)&self;
	socklen_t size = sizeof(self);

	if (fd < 0)
		return -errno;
	if (!bind(fd, address, size) && !getsockname(fd, address, &size) &&
	    sendto(fd, packet_data(), PACKET_SIZE, MSG_DONTWAIT, address, size) >= 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int packet_shift(unsigned int round)
{
	/* As many in every round: how many of a slab are free has its cost, too. */
	static int held[HELD] = { [0 ... HELD - 1] = -1 };
	unsigned int i;
	int fd;

	for (i = 0; i < HELD; i++) {
		if (held[i] < 0)
			held[i] = hold();
		if (held[i] < 0)
			return held[i];
	}
	fd = hold();
	if (fd < 0)
		return fd;
	/* So this one is free last. */
	close(held[round % HELD]);
	held[round % HELD] = fd;
	return 0;
}

double packet_rate(double ns, double same)
{
	return 1e9 / ns;
}

double packet_rate_with(double added, double packet)
{
	return 1e9 / (added + packet);
}
