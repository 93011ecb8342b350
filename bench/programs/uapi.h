/* SPDX-License-Identifier: GPL-2.0-only */
/* Constants of the kernel's bpf.h that its headers of Debian 12 lack. */
#ifndef BENCH_PROGRAMS_UAPI_H
#define BENCH_PROGRAMS_UAPI_H

/* BPF_PROG_TYPE_NETFILTER, since Linux 6.4. */
#define TYPE_NETFILTER 32
/* BPF_TCX_INGRESS and BPF_TCX_EGRESS, since Linux 6.6. */
#define ATTACH_TCX_INGRESS 46
#define ATTACH_TCX_EGRESS 47

#endif /* BENCH_PROGRAMS_UAPI_H */
