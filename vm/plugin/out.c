// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "vm/plugin/out.h"

/* vm/explain finds this text in what QEMU printed. */
static void fail(struct out *out)
{
	if (!out->failed)
		fprintf(stderr, "bpf-perf trace: %s: %s\n", out->path, strerror(errno));
	out->failed = true;
}

static void put(struct out *out, const void *data, size_t size)
{
	if (!out->failed && size && fwrite(data, 1, size, out->file) != size)
		fail(out);
	out->at += size;
}

int out_open(struct out *out, const char *path, uint64_t limit)
{
	*out = (struct out){ .path = path, .limit = limit, .file = fopen(path, "we") };
	if (!out->file)
		return -errno;
	put(out, TRACE_MAGIC, strlen(TRACE_MAGIC));
	return 0;
}

void out_chunk(struct out *out, enum chunk kind, const void *a, size_t a_size, const void *b,
	       size_t b_size)
{
	uint32_t head[2] = { kind, a_size + b_size };

	put(out, head, sizeof(head));
	put(out, a, a_size);
	put(out, b, b_size);
}

void out_close(struct out *out)
{
	if (fclose(out->file))
		fail(out);
}
