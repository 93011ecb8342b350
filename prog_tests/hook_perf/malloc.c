// SPDX-License-Identifier: GPL-2.0-only
/* A pair of programs on malloc() of the C library, as tools have it that follow allocations. */
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hook_perf/hook_perf.h"

#include "hook_perf_malloc.skel.h"

/* Calls per run, and bytes of each: what the allocator has at hand. */
#define CALLS 64
#define BYTES 64

/* The file and the offset of malloc(). */
struct place {
	char file[256];
	size_t offset;
};

static int find_in_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t addr = (uintptr_t)malloc;
	struct place *place = arg;

	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type != PT_LOAD || addr < start || addr >= start + header->p_filesz)
			continue;
		if (strlen(info->dlpi_name) >= sizeof(place->file))
			return -ENAMETOOLONG;
		/* The program itself has no name. */
		strcpy(place->file, *info->dlpi_name ? info->dlpi_name : "/proc/self/exe");
		place->offset = addr - start + header->p_offset;
		return 1;
	}
	return 0;
}

static int find(struct bench_round *round)
{
	int found = dl_iterate_phdr(find_in_object, round->ctx);

	return found == 1 ? 0 : found ? found : -ENOENT;
}

/* Only for this process: others call malloc(), too. */
static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	bool returns = !strcmp(bpf_program__section_name(prog), "uretprobe");
	const struct place *place = round->ctx;

	*link = bpf_program__attach_uprobe(prog, returns, getpid(), place->file, place->offset);
	return *link ? 0 : -errno;
}

static int call_malloc(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--) {
		void *memory = malloc(BYTES);

		/* The compiler must not see that nobody uses it. */
		asm volatile("" : "+r"(memory));
		if (!memory)
			return -ENOMEM;
		free(memory);
	}
	return 0;
}

static const struct bench_user_op triggers[] = {
	{ .name = "base_malloc", .run = call_malloc, .n = CALLS, .hidden = true },
	{},
};

static const struct bench_hook hooks[] = {
	{
		.name = "uprobe_malloc_pair",
		.about = "Two empty programs, at entry and return of the C library's malloc()",
		.trigger = "base_malloc",
		.progs = { "malloc_enter", "malloc_return" },
		.attach = attach,
	},
	{},
};

/* Removing two probes takes tenths of a second. */
const struct bench_object hook_perf_malloc = {
	BENCH_OBJECT(hook_perf_malloc),
	.ctx_size = sizeof(struct place),
	.before = find,
	.user_ops = triggers,
	.hooks = hooks,
	.every = 2,
	.last = true,
};
