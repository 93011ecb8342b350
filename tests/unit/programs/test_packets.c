// SPDX-License-Identifier: GPL-2.0-only
/* Tests the packets that programs are run on: their lengths and checksums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/programs/packets.h"
#include "bench/result/array.h"

#define ETHERNET 14

/* Returns the sum of big-endian words with the carries added: 0xffff if a checksum in it is right. */
static uint32_t sum(const unsigned char *bytes, size_t n, uint32_t start)
{
	for (size_t i = 0; i < n; i += 2)
		start += bytes[i] << 8 | (i + 1 < n ? bytes[i + 1] : 0);
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

static size_t word(const unsigned char *at)
{
	return at[0] << 8 | at[1];
}

static void check_ip4(const unsigned char *ip, size_t size, int protocol)
{
	size_t len = word(ip + 2);

	assert_int_equal(ip[0], 0x45);
	assert_int_equal(ip[9], protocol);
	assert_true(len <= size);
	assert_int_equal(sum(ip, 20, 0), 0xffff);
	/* Addresses, protocol and length are the pseudo header. */
	assert_int_equal(sum(ip + 20, len - 20, sum(ip + 12, 8, protocol + len - 20)), 0xffff);
}

static void check_ip6(const unsigned char *ip, size_t size, int protocol)
{
	size_t len = word(ip + 4);

	assert_int_equal(ip[0] >> 4, 6);
	assert_int_equal(ip[6], protocol);
	assert_int_equal(len + 40, size);
	assert_int_equal(sum(ip + 40, len, sum(ip + 8, 32, protocol + len)), 0xffff);
}

static void test_names(void **state)
{
	static const struct {
		const char *name;
		int protocol;
		size_t type, size;
	} all[] = {
		{ NULL, 6, 0x0800, 60 },   { "tcp4", 6, 0x0800, 60 },  { "udp4", 17, 0x0800, 60 },
		{ "tcp6", 6, 0x86dd, 74 }, { "udp6", 17, 0x86dd, 80 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct packets packets;
		const unsigned char *data;
		char why[128];

		assert_int_equal(packets_read(all[i].name, &packets, why, sizeof(why)), 0);
		assert_int_equal(packets.n, 1);
		data = packets.at[0].data;
		assert_int_equal(packets.at[0].size, all[i].size);
		assert_int_equal(word(data + 12), all[i].type);
		(all[i].type == 0x0800 ? check_ip4 : check_ip6)(
			data + ETHERNET, all[i].size - ETHERNET, all[i].protocol);
		packets_free(&packets);
	}
}

/* A TCP packet is a SYN and nothing else. */
static void test_syn(void **state)
{
	struct packets packets;
	char why[128];

	assert_int_equal(packets_read("tcp4", &packets, why, sizeof(why)), 0);
	assert_int_equal(packets.at[0].data[ETHERNET + 20 + 13], 0x02);
	packets_free(&packets);
}

static void test_no_such_name(void **state)
{
	struct packets packets;
	char why[256];

	assert_int_not_equal(packets_read("tcp5", &packets, why, sizeof(why)), 0);
	assert_non_null(strstr(why, "tcp4, tcp6, udp4, udp6"));
	packets_free(&packets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_syn),
		cmocka_unit_test(test_no_such_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
