// SPDX-License-Identifier: GPL-2.0-only
#include <sys/random.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/spacer.h"

/* Up to a page of code: a mov has about six bytes. */
#define MOST_INSNS 700
/* Up to a megabyte: more than the distance of two addresses in one set of a second-level cache. */
#define MOST_PAGES 256
#define PAGE 4096

static unsigned int random_below(unsigned int end)
{
	unsigned int number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		return 0;
	return number % end;
}

static int load_prog(void)
{
	struct bpf_insn insns[MOST_INSNS + 2];
	unsigned int i, n = 1 + random_below(MOST_INSNS);

	for (i = 0; i < n; i++)
		insns[i] = (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = i };
	insns[n] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	return bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "spacer", "GPL", insns, n + 1, NULL);
}

struct spacer spacer_load(void)
{
	return (struct spacer){
		.prog = load_prog(),
		.map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "spacer", 4, PAGE,
				      1 + random_below(MOST_PAGES), NULL),
	};
}

void spacer_close(struct spacer *spacer)
{
	if (spacer->prog >= 0)
		close(spacer->prog);
	if (spacer->map >= 0)
		close(spacer->map);
	spacer->prog = spacer->map = -1;
}
