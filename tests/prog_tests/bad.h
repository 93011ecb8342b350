/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BAD_H
#define BAD_H

#include "test_progs.h"

#include "bad.skel.h"

/* Defines a test with one misbehaving operation and a good one. */
#define BAD_TEST(test, op)                                                                         \
	void test_##test(struct bench *bench)                                                      \
	{                                                                                          \
		static const struct bench_user_op ops[] = { { .name = #op, .run = op, .n = 1 },    \
							    {} };                                  \
		static const struct bench_object objects[] = {                                     \
			{ BENCH_OBJECT(bad), .user_ops = ops }, {}                                 \
		};                                                                                 \
                                                                                                   \
		bench_run(bench, objects);                                                         \
	}

#endif /* BAD_H */
