// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU that writes which blocks of instructions the guest executes in its windows.
 *
 *	-plugin trace.so,out=FILE,limit=BYTES[,l1d=BYTES/WAYS,l2=BYTES/WAYS,l3=BYTES/WAYS]
 *
 * With the sizes of caches it also writes what the windows miss in them (misses.h).
 *
 * The guest opens and closes a window, and says lines of text in between windows, by executing
 * marks: long nops whose displacement has a byte.  bench/engine/mark.c executes them.  They change
 * nothing in the guest, which cannot tell whether there is a plugin.
 *
 * Nothing is analysed here.  vm/explain does that when the guest has ended.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/plugin/api.h"
#include "vm/plugin/blocks.h"
#include "vm/plugin/misses.h"
#include "vm/plugin/out.h"

/* nopl DISPLACEMENT(%rax,%rax,1), with a displacement of MARK + byte; the same as in mark.c. */
static const unsigned char mark_nop[] = { 0x0f, 0x1f, 0x84, 0x00 };
#define MARK 0x62506600U
/* Bytes that are no text.  A byte of a line is any other. */
enum mark { MARK_OPEN = 1, MARK_CLOSE = 2, MARK_LINE = '\n' };

/* A window may take no more than this part of the room that is left, so that the many small ones always
 * find some. */
#define PART_OF_ROOM 16
/* Executed blocks of a window that are kept in memory, and compared with other windows. */
#define MOST_KEPT (64U << 20)
#define LONGEST_INSN 15
#define MOST_INSNS 512

/* A window that is in the file. */
struct known {
	uint64_t hash[2], n, at;
};

static struct tracer {
	struct blocks blocks;
	struct out out;
	/* How QEMU gives the bytes of an instruction; one of the two. */
	insn_data_returned returned;
	insn_data_copied copied;
	/* A window is open. */
	bool open;
	/* Numbers of the blocks that the open window executed, and how many were written already.
	 */
	uint32_t *run;
	size_t n, room;
	uint64_t before;
	struct known *known;
	size_t n_known, room_known;
	char line[1024];
	size_t line_size;
	struct misses misses;
	/* There is a model of misses. */
	bool models;
} tracer;

/* Some versions of QEMU refuse a plugin for another version of the interface.  They read this
 * number after the constructors ran. */
int qemu_plugin_version = 1;

__attribute__((constructor)) static void choose_version(void)
{
	if (qemu_plugin_scoreboard_new)
		qemu_plugin_version = 2;
}

static void out_of_memory(struct tracer *t)
{
	if (!t->out.failed)
		fprintf(stderr, "bpf-perf trace: %s: out of memory\n", t->out.path);
	t->out.failed = true;
	t->open = false;
}

/* Writes the blocks of the window that the trace does not have yet. */
static void write_blocks(struct tracer *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct block *block = t->blocks.at[t->run[i]];
		uint32_t head[4] = { t->run[i], block->n_insns, block->address,
				     block->address >> 32 };

		if (!block->written)
			out_chunk(&t->out, CHUNK_BLOCK, head, sizeof(head), block->data,
				  block->size);
		block->written = true;
	}
}

static void write_misses(struct tracer *t)
{
	if (t->misses.failed)
		out_of_memory(t);
	if (t->misses.n)
		out_chunk(&t->out, CHUNK_MISSES, t->misses.at, t->misses.n * sizeof(*t->misses.at),
			  NULL, 0);
	t->misses.n = 0;
}

static void write_run(struct tracer *t, enum chunk kind)
{
	write_blocks(t);
	out_chunk(&t->out, kind, t->run, t->n * sizeof(*t->run), NULL, 0);
	t->before += t->n;
	t->n = 0;
}

static const struct known *find_known(const struct tracer *t, const struct known *window)
{
	for (size_t i = t->n_known; i; i--) {
		const struct known *known = &t->known[i - 1];

		if (known->n == window->n &&
		    !memcmp(known->hash, window->hash, sizeof(known->hash)))
			return known;
	}
	return NULL;
}

static void remember(struct tracer *t, const struct known *window)
{
	size_t room = t->room_known ? 2 * t->room_known : 1024;
	struct known *known = t->known;

	if (t->n_known == t->room_known) {
		known = realloc(known, room * sizeof(*known));
		if (!known) {
			out_of_memory(t);
			return;
		}
		t->known = known;
		t->room_known = room;
	}
	known[t->n_known++] = *window;
}

/* Returns true if what is known of the window does not fit below the limit.  A later one may. */
static bool is_full(const struct tracer *t)
{
	uint64_t room = t->out.at < t->out.limit ? t->out.limit - t->out.at : 0;
	uint64_t size = (t->before + t->n) * sizeof(*t->run) + t->misses.n * sizeof(*t->misses.at);

	return size > room / PART_OF_ROOM;
}

/* Most windows of an operation are the same, so only the first one is written. */
static void close_window(struct tracer *t)
{
	struct known window = { .n = t->n };
	const struct known *known;

	t->open = false;
	if (is_full(t)) {
		out_chunk(&t->out, CHUNK_FULL, NULL, 0, NULL, 0);
		return;
	}
	write_misses(t);
	if (t->before) {
		write_run(t, CHUNK_RUN);
		return;
	}
	window.hash[0] = blocks_hash(0, t->run, t->n * sizeof(*t->run));
	window.hash[1] = blocks_hash(~0ULL, t->run, t->n * sizeof(*t->run));
	known = find_known(t, &window);
	if (known) {
		out_chunk(&t->out, CHUNK_AGAIN, &known->at, sizeof(known->at), NULL, 0);
		return;
	}
	write_blocks(t);
	window.at = t->out.at;
	write_run(t, CHUNK_RUN);
	remember(t, &window);
}

static void open_window(struct tracer *t)
{
	t->open = !t->out.failed;
	t->n = 0;
	t->before = 0;
	t->misses.n = 0;
}

/* The guest executed a mark.  arg is its byte. */
static void mark_executed(unsigned int vcpu, void *arg)
{
	struct tracer *t = &tracer;
	uintptr_t byte = (uintptr_t)arg;

	/* The call of the mark and its return are not seen. */
	t->misses.last = NULL;
	if (byte == MARK_OPEN) {
		open_window(t);
	} else if (byte == MARK_CLOSE) {
		if (t->open)
			close_window(t);
	} else if (byte == MARK_LINE) {
		out_chunk(&t->out, CHUNK_TEXT, t->line, t->line_size, NULL, 0);
		t->line_size = 0;
	} else if (t->line_size < sizeof(t->line)) {
		t->line[t->line_size++] = byte;
	}
}

static void make_room(struct tracer *t)
{
	size_t room = t->room ? 2 * t->room : 1 << 20;
	uint32_t *run;

	if (t->room >= MOST_KEPT) {
		/* It is the beginning of a long window. */
		if (!is_full(t)) {
			write_misses(t);
			write_run(t, CHUNK_PART);
			return;
		}
		out_chunk(&t->out, CHUNK_FULL, NULL, 0, NULL, 0);
		t->open = false;
		t->n = 0;
		return;
	}
	run = realloc(t->run, room * sizeof(*run));
	if (!run) {
		out_of_memory(t);
		t->n = 0;
		return;
	}
	t->run = run;
	t->room = room;
}

/* The guest begins to execute a block.  arg is its number. */
static void block_executed(unsigned int vcpu, void *arg)
{
	struct tracer *t = &tracer;

	if (!t->open)
		return;
	if (t->n == t->room)
		make_room(t);
	if (t->open)
		t->run[t->n++] = (uintptr_t)arg;
}

/* Returns the place of the newest block in the open window, or -1. */
static int64_t place_of(const struct tracer *t)
{
	return t->open ? (int64_t)(t->before + t->n) - 1 : -1;
}

/* As block_executed(), if there is a model of misses. */
static void block_modelled(unsigned int vcpu, void *arg)
{
	struct tracer *t = &tracer;
	const struct block *block = t->blocks.at[(uintptr_t)arg];

	misses_block(&t->misses, block->address, &block->end, place_of(t));
	block_executed(vcpu, arg);
}

static void memory_accessed(unsigned int vcpu, qemu_plugin_meminfo_t info, uint64_t address,
			    void *arg)
{
	struct tracer *t = &tracer;

	misses_access(&t->misses, address, 1U << qemu_plugin_mem_size_shift(info), place_of(t));
}

/* Has QEMU tell the model what the block does. */
static void model(struct tracer *t, struct qemu_plugin_tb *tb, size_t number)
{
	struct block *block = t->blocks.at[number];
	size_t last = block->data[block->n_insns - 1];

	block->end = branch_of(block->address + block->size - block->n_insns - last,
			       block->data + block->size - last, last);
	for (size_t i = 0; i < block->n_insns; i++)
		qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i), memory_accessed,
						 QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW, NULL);
}

/* Copies an instruction, and returns its size. */
static size_t read_insn(const struct tracer *t, const struct qemu_plugin_insn *insn,
			unsigned char *to)
{
	size_t size = qemu_plugin_insn_size(insn);

	if (size > LONGEST_INSN)
		size = LONGEST_INSN;
	if (t->copied)
		t->copied(insn, to, size);
	else
		memcpy(to, t->returned(insn), size);
	return size;
}

/* Returns the byte of a mark, or -1 for other instructions. */
static int mark_of(const unsigned char *insn, size_t size)
{
	uint32_t displacement;

	if (size != sizeof(mark_nop) + sizeof(displacement) ||
	    memcmp(insn, mark_nop, sizeof(mark_nop)) != 0)
		return -1;
	memcpy(&displacement, insn + sizeof(mark_nop), sizeof(displacement));
	return displacement >> 8 == MARK >> 8 ? (int)(displacement & 0xff) : -1;
}

static void block_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	unsigned char data[MOST_INSNS * (1 + LONGEST_INSN)];
	size_t i, n = qemu_plugin_tb_n_insns(tb), size = n;
	struct tracer *t = &tracer;
	int64_t number;
	int byte;

	if (!n || n > MOST_INSNS)
		return;
	for (i = 0; i < n; i++) {
		data[i] = read_insn(t, qemu_plugin_tb_get_insn(tb, i), data + size);
		size += data[i];
	}
	/* A mark is called, and so it is the first instruction of a block. */
	byte = mark_of(data + n, data[0]);
	if (byte >= 0) {
		qemu_plugin_register_vcpu_tb_exec_cb(tb, mark_executed, QEMU_PLUGIN_CB_NO_REGS,
						     (void *)(uintptr_t)byte);
		return;
	}
	number = blocks_find(&t->blocks, qemu_plugin_tb_vaddr(tb), n, data, size);
	if (number < 0) {
		out_of_memory(t);
		return;
	}
	if (t->models)
		model(t, tb, number);
	qemu_plugin_register_vcpu_tb_exec_cb(tb, t->models ? block_modelled : block_executed,
					     QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)number);
}

static void qemu_ends(qemu_plugin_id_t id, void *arg)
{
	struct tracer *t = &tracer;
	uint64_t n = t->before + t->n;

	if (t->open)
		out_chunk(&t->out, CHUNK_OPEN, &n, sizeof(n), NULL, 0);
	out_chunk(&t->out, CHUNK_END, NULL, 0, NULL, 0);
	out_close(&t->out);
}

/* Reads the arguments.  Returns the path of the trace; NULL if they are wrong. */
static const char *configure(struct tracer *t, int argc, char **argv, uint64_t *limit)
{
	const char *path = NULL;

	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			path = argv[i] + 4;
		else if (!strncmp(argv[i], "limit=", 6))
			*limit = strtoull(argv[i] + 6, NULL, 10);
		else if (misses_configure(&t->misses, argv[i]))
			return NULL;
		else
			t->models = true;
	}
	return *limit && (!t->models || misses_complete(&t->misses)) ? path : NULL;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	struct tracer *t = &tracer;
	uint64_t limit = 0;
	const char *path = configure(t, argc, argv, &limit);
	int err;

	if (!path) {
		fprintf(stderr, "bpf-perf trace: needs out=FILE,limit=BYTES, and no cache or three "
				"that have a power of two of sets\n");
		return -EINVAL;
	}
	if (!info->system_emulation || info->system.max_vcpus > 1) {
		fprintf(stderr, "bpf-perf trace: only a guest with one CPU can be traced\n");
		return -EINVAL;
	}
	if (info->version.cur >= INSN_DATA_COPIED)
		t->copied = (insn_data_copied)qemu_plugin_insn_data;
	else
		t->returned = (insn_data_returned)qemu_plugin_insn_data;
	err = out_open(&t->out, path, limit);
	if (err) {
		fprintf(stderr, "bpf-perf trace: %s: %s\n", path, strerror(-err));
		return err;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
	qemu_plugin_register_atexit_cb(id, qemu_ends, NULL);
	return 0;
}
