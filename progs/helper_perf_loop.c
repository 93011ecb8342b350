// SPDX-License-Identifier: GPL-2.0-only
/* bpf_loop(), per iteration. It is written without BENCH(): an operation of the run is one
 * iteration of one call, while BENCH() would repeat the call. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* So many iterations that the cost of the call itself does not show. */
#define ITERATIONS 1024

static long iterate(__u32 i, void *ctx)
{
	sink(i);
	return 0;
}

/* Runs one iteration of bpf_loop(), callback included. */
SEC("raw_tp") int loop__loop__over__none(void *ctx)
{
	__u64 start, end;
	long ran;

	start = bpf_ktime_get_ns();
	ran = bpf_loop(ITERATIONS, iterate, NULL, 0);
	end = bpf_ktime_get_ns();
	bench_out.ns = end - start;
	bench_out.n = ITERATIONS;
	bench_out.runs += ran;
	return 0;
}

/* Measures from the end of one iteration's work to the begin of the next one's. */
static long iterate_timed(__u32 i, void *ctx)
{
	__u64 *left = ctx;

	if (i)
		bench_record(bpf_ktime_get_ns() - *left);
	*left = bpf_ktime_get_ns();
	return 0;
}

SEC("raw_tp") int tail__loop(void *ctx)
{
	__u64 left = 0;
	long ran;

	ran = bpf_loop(BENCH_N_TAIL + 1, iterate_timed, &left, 0);
	bench_out.checked += BENCH_N_TAIL;
	bench_out.wrong += ran != BENCH_N_TAIL + 1 ? 1 : 0;
	return 0;
}
