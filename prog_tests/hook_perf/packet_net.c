// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
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

#include "test_progs.h"
#include "hook_perf/packet_net.h"

/* From Linux 6.7; not all headers that we build with have it. Mode L2 keeps the Ethernet header, as
 * veth does. The default is L3. */
#define NETKIT_MODE 5
#define NETKIT_MODE_L2 0

/* Below the minimum of IPv6, so that the devices have no IPv6 and it sends nothing by itself. */
#define MTU 1000
/* Packets per system call. */
#define BURST 32
/* Longest time until packets that were sent are gone. */
#define SENT_WITHIN_MS 1000
/* Longest time in ms until the kernel sees that a device is up. */
#define UP_MS 2000

struct packet {
	struct ethhdr eth;
	struct iphdr ip;
	struct tcphdr tcp;
	char padding[PACKET_SIZE - sizeof(struct ethhdr) - sizeof(struct iphdr) -
		     sizeof(struct tcphdr)];
} __attribute__((packed));

/* A netlink message under construction. It has room for the attributes below, not for more. */
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

/* Sends the message and returns the kernel's answer. */
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
	/* The attribute of netkit has the same number. */
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

/* Until the device runs, it drops what it is given to send. */
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

/* Opens a socket that sends on the device and receives nothing. */
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

static void close_any(int fd)
{
	if (fd >= 0)
		close(fd);
}

int packet_net_enter(struct bench_round *round)
{
	struct packet_net *net = round->ctx;

	net->home = netns_enter(net->netns);
	return net->home < 0 ? net->home : 0;
}

static int leave(struct packet_net *net)
{
	int home = net->home;

	net->home = -1;
	return home < 0 ? 0 : netns_leave(home);
}

void packet_net_leave(struct bench_round *round)
{
	leave(round->ctx);
}

bool packet_net_entered(const struct bench_round *round)
{
	return ((const struct packet_net *)round->ctx)->home >= 0;
}

static int open_senders(struct packet_net *net)
{
	net->near_socket = open_sender(net->near);
	if (net->near_socket < 0)
		return net->near_socket;
	net->far_socket = open_sender(net->far);
	return net->far_socket < 0 ? net->far_socket : 0;
}

/* Call it inside the namespace. If it fails, *what says at which step. */
static int make_pair(struct packet_net *net, const char *kind, const char *name, const char **what)
{
	char near[IFNAMSIZ], far[IFNAMSIZ];
	int err;

	snprintf(near, sizeof(near), "%s0", name);
	snprintf(far, sizeof(far), "%s1", name);
	*what = "creating a pair of devices";
	err = create(kind, near, far);
	if (err)
		return err;
	*what = "bringing the devices up";
	err = bring_up(near, far);
	if (err)
		return err;
	net->near = if_nametoindex(near);
	net->far = if_nametoindex(far);
	*what = "opening a packet socket";
	return open_senders(net);
}

int packet_net_before(struct bench_round *round, const char *kind, const char *name)
{
	const char *what = "creating a network namespace";
	struct packet_net *net = round->ctx;
	int err, left;

	*net = (struct packet_net){ .home = -1, .near_socket = -1, .far_socket = -1 };
	for (unsigned int i = 0; i < PACKET_HELD; i++)
		net->held[i] = -1;
	net->netns = netns_new();
	err = net->netns < 0 ? net->netns : packet_net_enter(round);
	if (!err) {
		err = make_pair(net, kind, name, &what);
		left = leave(net);
		err = left ? left : err;
	}
	if (err == -EOPNOTSUPP)
		return bench_skip(round, log_cause(err),
				  "this kernel has no %s devices (EOPNOTSUPP)", kind);
	return err ? bench_skip(round, log_cause(err), "%s: %s: %s", kind, what, log_errno(err))
		   : 0;
}

int packet_net_after(struct bench_round *round)
{
	const struct packet_net *net = round->ctx;

	for (unsigned int i = 0; i < PACKET_HELD; i++)
		close_any(net->held[i]);
	close_any(net->near_socket);
	close_any(net->far_socket);
	close_any(net->netns);
	return 0;
}

const void *packet_data(void)
{
	static const struct packet packet = {
		.eth = { .h_dest = { 2, 0, 0, 0, 0, 2 },
			 .h_source = { 2, 0, 0, 0, 0, 1 },
			 .h_proto = __constant_htons(ETH_P_IP) },
		.ip = { .version = 4,
			.ihl = 5,
			.tot_len = __constant_htons(sizeof(packet) - sizeof(packet.eth)),
			.ttl = 64,
			.protocol = IPPROTO_TCP,
			.saddr = __constant_htonl(0xc0000201),
			.daddr = __constant_htonl(0xc0000202) },
		.tcp = { .source = __constant_htons(40000),
			 .dest = __constant_htons(80),
			 .doff = 5,
			 .syn = 1 },
	};

	return &packet;
}

/* Waits until the kernel has freed packets that were sent. Returns 0 or a negative errno. */
static int wait_for_room(int socket)
{
	struct pollfd room = { .fd = socket, .events = POLLOUT };
	int n = poll(&room, 1, SENT_WITHIN_MS);

	return n > 0 ? 0 : n ? -errno : -EAGAIN;
}

int packet_send(int socket, unsigned int n)
{
	struct iovec data = { .iov_base = (void *)packet_data(), .iov_len = PACKET_SIZE };
	struct mmsghdr burst[BURST] = {};
	unsigned int i;
	int sent, err;

	for (i = 0; i < BURST; i++)
		burst[i].msg_hdr = (struct msghdr){ .msg_iov = &data, .msg_iovlen = 1 };
	while (n) {
		sent = sendmmsg(socket, burst, n < BURST ? n : BURST, MSG_DONTWAIT);
		if (sent > 0) {
			n -= sent;
			continue;
		}
		/* The kernel may have left the packets to a thread, ksoftirqd, which did not run
		 * yet. Such a run is longer than the others, and is not the figure. */
		err = sent && errno == EAGAIN ? wait_for_room(socket) : sent ? -errno : -EIO;
		if (err)
			return err;
	}
	return 0;
}

/* Opens a socket with a packet that nobody reads. Returns it or a negative errno. It is a netlink
 * socket: packets of AF_UNIX are charged to a cgroup, and their buffers lie elsewhere. */
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

int packet_shift(struct bench_round *round)
{
	/* The same number in every round, because the number of free objects in a slab affects the
	 * cost. */
	struct packet_net *net = round->ctx;
	int *oldest = &net->held[round->nr % PACKET_HELD], fd;
	unsigned int i;

	for (i = 0; i < PACKET_HELD; i++) {
		if (net->held[i] < 0)
			net->held[i] = hold();
		if (net->held[i] < 0)
			return net->held[i];
	}
	fd = hold();
	if (fd < 0)
		return fd;
	/* This buffer is freed last, so the kernel uses it next. */
	close(*oldest);
	*oldest = fd;
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
