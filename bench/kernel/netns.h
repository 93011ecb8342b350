/* SPDX-License-Identifier: GPL-2.0-only */
/* Private network namespaces. A namespace lives as long as its descriptor, a process in it, or a
 * socket that was created in it. A socket stays in its namespace and can be used from anywhere. */
#ifndef BENCH_NETNS_H
#define BENCH_NETNS_H

/* Creates a network namespace whose loopback interface is up. The caller stays in its own. Returns
 * a descriptor that the caller closes, or a negative errno. */
int netns_new(void);

/* Moves the calling thread into a namespace. Returns a descriptor of the previous one, for
 * netns_leave(), or a negative errno. */
int netns_enter(int netns);

/* Returns to the namespace that netns_enter() left, and closes its descriptor. Returns 0 or a
 * negative errno. */
int netns_leave(int before);

#endif /* BENCH_NETNS_H */
