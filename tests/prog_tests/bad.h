/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BAD_H
#define BAD_H

#include "test_progs.h"

#include "bad.skel.h"

/* A test of one operation beside a fine one; what it does wrong is its own. */
#define BAD_TEST(test, op)                                                                         \
	void test_##test(struct bench *bench)                                                      \
	{                                                                                          \
		static const struct bench_user_op ops[] = { { .name = #op, .run = op, .n = 1 },    \
							    {} };                                  \
		static const struct bench_object objects[] = {                                     \
			{ .name = "bad", .elf = bad__elf_bytes, .user_ops = ops }, {}              \
		};                                                                                 \
                                                                                                   \
		bench_run(bench, objects);                                                         \
	}

#endif /* BAD_H */
