/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the objects and the runner of output_perf share.  Included by both sides,
 * so it needs the fixed-size integer types and nothing else.
 */
#ifndef OUTPUT_PERF_H
#define OUTPUT_PERF_H

/* Bytes of each buffer whose producer's cost is measured: room for every run. */
#define OUTPUT_BUFFER (256 * 1024)
/* The largest event, and what a buffer adds to it at most. */
#define OUTPUT_EVENT_MAX 4096
#define OUTPUT_HEADER_MAX 32
/* Events to a wakeup, and to a batch. */
#define OUTPUT_EVERY 100

/* An event of the pipeline and of the pairs: 64 bytes. */
struct output_event {
	/* Number of the attempt to send it: what is missing was lost. */
	unsigned long long seq;
	/* bpf_ktime_get_ns() before it is sent. */
	unsigned long long time;
	/* The last one: seq is how many were to come before it. */
	unsigned long long end;
	unsigned long long key;
	unsigned long long more[4];
};

/* The section through which the pipeline's programs and user space talk. */
#define OUTPUT_CONTROL_SECTION ".data.control"

struct output_control {
	/* Events to send in a run of a program, at most OUTPUT_BURST_MAX. */
	unsigned long long burst;
	/* When the next one is due, and how long after it the one after it; 0 and 0
	 * for at once. */
	unsigned long long due, interval;
	/* Attempts so far, and those that the kernel refused. */
	unsigned long long seq, refused;
	/* The end was sent, and was refused so often before. */
	unsigned long long ended, end_refused;
};

#define OUTPUT_BURST_MAX 64

/* Of the pairs: one event in so many passes the filter, keys to count by, and
 * one event in so many is sent beside the counts. */
#define OUTPUT_PASS_ONE_IN 20
#define OUTPUT_KEYS 64
#define OUTPUT_SAMPLE_ONE_IN 100
/* Events of the pairs in a run of a program. */
#define OUTPUT_PAIR_BURST 200

#endif /* OUTPUT_PERF_H */
