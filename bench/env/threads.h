/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads that are pinned to a CPU each and wait for a job, which they begin together. */
#ifndef BENCH_THREADS_H
#define BENCH_THREADS_H

struct threads;

/* Starts a thread on each CPU that this process may use, at most so many. first is the CPU of the
 * first one; -1: they are in the order of the CPUs. Returns NULL with errno on failure. Free it with
 * threads_stop(). */
struct threads *threads_start(int first, unsigned int most);

/* Returns the number of threads, or the CPU of one of them. */
unsigned int threads_count(const struct threads *threads);
int threads_cpu(const struct threads *threads, unsigned int i);

/* What a thread does: i is its number. */
typedef void (*threads_job)(void *arg, unsigned int i);

/* Lets the first n threads do a job once, and waits until all are done. Each of them begins when the
 * last one is awake; until then they spin. */
void threads_run(struct threads *threads, unsigned int n, threads_job job, void *arg);

/* Ends the threads and frees what they have. NULL is allowed. */
void threads_stop(struct threads *threads);

#endif /* BENCH_THREADS_H */
