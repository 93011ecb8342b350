// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "vm/plugin/out.h"

/*
 * Ends the trace.  Results of the guest are written to the same disk, so half of a trace that fills
 * it is given back: the other half still explains what was measured first.
 */
static void fail(struct out *out)
{
	int err = errno;

	if (out->failed)
		return;
	out->failed = true;
	/* What its buffer has must not be written any more, and not when QEMU exits. */
	if (out->file)
		out->file = freopen("/dev/null", "we", out->file);
	/* A device has no size, and what else is wrong was told already. */
	if (err == ENOSPC && truncate(out->path, (off_t)(out->at / 2)))
		errno = 0;
	/* vm/explain finds this text in what QEMU printed. */
	fprintf(stderr, "bpf-perf trace: %s: %s\n", out->path, strerror(err));
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
	FILE *file = out->file;

	out->file = NULL;
	if (file && fclose(file))
		fail(out);
}
