/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of hook_perf: each is a BPF object with its hooks and their triggers. */
#ifndef PROG_TESTS_HOOK_PERF_H
#define PROG_TESTS_HOOK_PERF_H

#include "test_progs.h"

extern const struct bench_object hook_perf_kernel;
extern const struct bench_object hook_perf_offset, hook_perf_optimized;
extern const struct bench_object hook_perf_attach, hook_perf_attach_many, hook_perf_attach_most;
extern const struct bench_object hook_perf_xdp_test_run, hook_perf_xdp_live, hook_perf_xdp;
extern const struct bench_object hook_perf_xdp_chain;
extern const struct bench_object hook_perf_tc, hook_perf_netkit;
extern const struct bench_object hook_perf_syscall, hook_perf_uprobe, hook_perf_usdt;
extern const struct bench_object hook_perf_uprobe_pid, hook_perf_malloc, hook_perf_seccomp;
extern const struct bench_object hook_perf_lsm;
extern const struct bench_object hook_perf_cgroup;
extern const struct bench_object hook_perf_socket, hook_perf_sk_skb;
extern const struct bench_object hook_perf_flow;
extern const struct bench_object hook_perf_perf_event;

#endif /* PROG_TESTS_HOOK_PERF_H */
