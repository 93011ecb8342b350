/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Network namespaces of our own.  One lives as long as its descriptor, a process
 * in it or a socket that was made in it: sockets stay where they were made and
 * work from anywhere.
 */
#ifndef BENCH_NETNS_H
#define BENCH_NETNS_H

/*
 * A new network namespace whose loopback interface is up; the caller stays where
 * it is.  A descriptor, the caller's, or a negative errno.
 */
int netns_new(void);

/*
 * Takes the calling thread into a namespace.  Returns a descriptor of the one it
 * was in, for netns_leave(), or a negative errno.
 */
int netns_enter(int netns);

/* Back to where netns_enter() came from, whose descriptor it closes.  0 or a
 * negative errno. */
int netns_leave(int before);

#endif /* BENCH_NETNS_H */
