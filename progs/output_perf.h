/* SPDX-License-Identifier: GPL-2.0-only */
/* What the objects and the user space of output_perf share. Both sides include this file, so it
 * needs only the fixed-size integer types. */
#ifndef OUTPUT_PERF_H
#define OUTPUT_PERF_H

/* Bytes of each buffer for producers: it has room for the events of every run. */
#define OUTPUT_BUFFER (256 * 1024)
/* As much as bcc's perf buffer has on each CPU, 8 pages. */
#define OUTPUT_SMALL_BUFFER (32 * 1024)
/* Bytes of the largest event, and of what a buffer adds to it at most. */
#define OUTPUT_EVENT_MAX 4096
#define OUTPUT_HEADER_MAX 32
/* Events per wakeup and per batch. */
#define OUTPUT_EVERY 100

/* An event of the pipeline and of the pairs: 64 bytes. */
struct output_event {
	/* Number of the attempt to send it. Missing numbers are lost events. */
	unsigned long long seq;
	/* bpf_ktime_get_ns() before the event is sent. */
	unsigned long long time;
	/* Set in the last event: seq is the number of events before it. */
	unsigned long long end;
	unsigned long long key;
	unsigned long long more[4];
};

/* The section through which the pipeline's programs and user space communicate. */
#define OUTPUT_CONTROL_SECTION ".data.control"

struct output_control {
	/* Events that a run of a program sends, at most OUTPUT_BURST_MAX. */
	unsigned long long burst;
	/* When the next event is due, and the interval to the following one, in ns. 0 and 0: send
	 * at once. */
	unsigned long long due, interval;
	/* Attempts so far, and how many of them the kernel refused. */
	unsigned long long seq, refused;
	/* Whether the end was sent, and how often it was refused before. */
	unsigned long long ended, end_refused;
};

#define OUTPUT_BURST_MAX 64

/* For the pairs: one event in this many passes the filter; number of keys to count by; one event in
 * this many is sent beside the counts. */
#define OUTPUT_PASS_ONE_IN 20
#define OUTPUT_KEYS 64
#define OUTPUT_SAMPLE_ONE_IN 100
/* Events of the pairs per run of a program. */
#define OUTPUT_PAIR_BURST 200

#endif /* OUTPUT_PERF_H */
