// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads the plugin as QEMU does, has a made-up guest execute a few blocks, and leaves a trace.
 *
 *	plugin PLUGIN TRACE LIMIT [CACHE...]
 *
 * With caches, which are arguments of the plugin, it is another guest: one that misses something.
 * Built with -DNEW it is a QEMU of version 10 and else one of 7.  tests/vm/plugin.py checks the trace.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "vm/plugin/api.h"

#define MOST 64

struct qemu_plugin_insn {
	size_t size;
	const void *data;
	qemu_plugin_vcpu_mem_cb_t cb;
};

struct qemu_plugin_tb {
	uint64_t address;
	size_t n;
	struct qemu_plugin_insn insns[4];
	qemu_plugin_vcpu_udata_cb_t cb;
	void *arg;
};

static qemu_plugin_tb_trans_cb_t translated;
static qemu_plugin_udata_cb_t at_exit;

PLUGIN_EXPORT void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
							 qemu_plugin_tb_trans_cb_t cb)
{
	translated = cb;
}

PLUGIN_EXPORT void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_plugin_udata_cb_t cb,
						  void *arg)
{
	at_exit = cb;
}

PLUGIN_EXPORT void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
							qemu_plugin_vcpu_udata_cb_t cb,
							enum qemu_plugin_cb_flags flags, void *arg)
{
	tb->cb = cb;
	tb->arg = arg;
}

PLUGIN_EXPORT void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
						    qemu_plugin_vcpu_mem_cb_t cb,
						    enum qemu_plugin_cb_flags flags,
						    enum qemu_plugin_mem_rw rw, void *arg)
{
	insn->cb = rw == QEMU_PLUGIN_MEM_RW ? cb : NULL;
}

/* An access is described by its size alone. */
PLUGIN_EXPORT unsigned int qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info)
{
	return info;
}

PLUGIN_EXPORT size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb)
{
	return tb->n;
}

PLUGIN_EXPORT uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb)
{
	return tb->address;
}

PLUGIN_EXPORT struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
							       size_t i)
{
	return (struct qemu_plugin_insn *)&tb->insns[i];
}

PLUGIN_EXPORT size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn)
{
	return insn->size;
}

#ifdef NEW

#define VERSION 4
#define WANTED 2

PLUGIN_EXPORT void qemu_plugin_scoreboard_new(void)
{
}

PLUGIN_EXPORT size_t insn_data(const struct qemu_plugin_insn *insn, void *to,
			       size_t size) __asm__("qemu_plugin_insn_data");
size_t insn_data(const struct qemu_plugin_insn *insn, void *to, size_t size)
{
	memcpy(to, insn->data, size);
	return size;
}

#else

#define VERSION 1
#define WANTED 1

PLUGIN_EXPORT const void *
insn_data(const struct qemu_plugin_insn *insn) __asm__("qemu_plugin_insn_data");
const void *insn_data(const struct qemu_plugin_insn *insn)
{
	return insn->data;
}

#endif

static void execute(struct qemu_plugin_tb *tb)
{
	if (tb->cb)
		tb->cb(0, tb->arg);
}

static void mark(unsigned char byte)
{
	unsigned char nop[8] = { 0x0f, 0x1f, 0x84, 0x00, byte, 0x66, 0x50, 0x62 };
	struct qemu_plugin_tb tb = { .address = 0x1000,
				     .n = 2,
				     .insns = { { sizeof(nop), nop, NULL }, { 1, "\xc3", NULL } } };

	translated(0, &tb);
	execute(&tb);
}

static void say(const char *line)
{
	for (; *line; line++)
		mark(*line);
	mark('\n');
}

/* Two instructions, the first of which has one byte. */
static struct qemu_plugin_tb sized(uint64_t address, const char *code, size_t size)
{
	struct qemu_plugin_tb tb = { .address = address,
				     .n = 2,
				     .insns = { { 1, code, NULL }, { size, code + 1, NULL } } };

	translated(0, &tb);
	return tb;
}

static struct qemu_plugin_tb block(uint64_t address, const char *code)
{
	return sized(address, code, 2);
}

/* Executes a block whose first instruction accesses eight bytes. */
static void uses(struct qemu_plugin_tb *tb, uint64_t address)
{
	execute(tb);
	tb->insns[0].cb(0, 3, address, NULL);
}

/* With caches of 2, 4 and 8 lines, each of one set. */
static void misses_in_caches(void)
{
	struct qemu_plugin_tb a = block(0x2000, "\x90\x90\x90");

	/* The caches also see what is in no window. */
	uses(&a, 0x10000);
	mark(1);
	/* Lines 0 and 1, and then 1 and 2 by an access that crosses them: the second use of 0 misses the
	 * first level. */
	uses(&a, 0x10000);
	uses(&a, 0x10040);
	uses(&a, 0x10040);
	uses(&a, 0x1007c);
	uses(&a, 0x10008);
	/* Line 1 has left the second level after four others. */
	for (int line = 3; line < 7; line++)
		uses(&a, 0x10000 + 64 * line);
	uses(&a, 0x10040);
	mark(2);
	uses(&a, 0x20000);
}

/* How often each goes where: a loop of 40, calls, and an indirect jump. */
static void mispredicts(void)
{
	struct qemu_plugin_tb loop = block(0x3000, "\x90\x75\xfd");
	struct qemu_plugin_tb call = sized(0x3003, "\x90\xe8\xf7\x1f\0\0", 5);
	struct qemu_plugin_tb callee = sized(0x5000, "\x90\xc3", 1);
	struct qemu_plugin_tb marking = block(0x5000, "\x90\xff\xd0");
	struct qemu_plugin_tb rest = sized(0x5003, "\x90\xc3", 1);
	struct qemu_plugin_tb back = block(0x3009, "\x90\xff\xe0");
	struct qemu_plugin_tb other = block(0x6000, "\x90\x90\x90");

	mark(1);
	for (int i = 0; i < 40; i++)
		execute(&loop);
	for (int i = 0; i < 2; i++) {
		execute(&call);
		execute(&callee);
		execute(&back);
	}
	execute(&other);
	execute(&call);
	execute(&callee);
	/* It returns elsewhere. */
	execute(&other);
	/* A call of a mark and its return are seen by neither. */
	execute(&call);
	execute(&marking);
	mark('-');
	execute(&rest);
	execute(&back);
	mark(2);
}

/* Windows: the second is like the first, the fourth is a large one, and the last one stays open. */
static void guest(void)
{
	struct qemu_plugin_tb a = block(0x2000, "\x90\x75\xfe");
	struct qemu_plugin_tb b = block(0x2000, "\x91\x75\xfe");
	/* The same once more, as after QEMU forgot its translations. */
	struct qemu_plugin_tb again = block(0x2000, "\x90\x75\xfe");

	execute(&a);
	say("one");
	for (int i = 0; i < 2; i++) {
		mark(1);
		execute(&a);
		execute(&b);
		execute(i ? &again : &a);
		mark(2);
	}
	execute(&b);
	say("two");
	mark(1);
	execute(&b);
	mark(2);
	mark(2);
	mark(1);
	for (int i = 0; i < 1000; i++)
		execute(&a);
	mark(2);
	mark(1);
	execute(&b);
	mark(2);
	mark(1);
	execute(&a);
}

int main(int argc, char **argv)
{
	qemu_info_t info = { .version = { 0, VERSION },
			     .system_emulation = true,
			     .system = { 1, 1 } };
	int (*install)(qemu_plugin_id_t, const qemu_info_t *, int, char **);
	char out[512], limit[64], *args[8] = { out, limit };
	void *plugin = argc >= 4 && argc < 10 ? dlopen(argv[1], RTLD_NOW) : NULL;
	const int *version;

	if (!plugin) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	snprintf(out, sizeof(out), "out=%s", argv[2]);
	snprintf(limit, sizeof(limit), "limit=%s", argv[3]);
	for (int i = 4; i < argc; i++)
		args[i - 2] = argv[i];
	version = dlsym(plugin, "qemu_plugin_version");
	*(void **)&install = dlsym(plugin, "qemu_plugin_install");
	if (!version || *version != WANTED || !install || install(0, &info, argc - 2, args)) {
		fprintf(stderr, "version %d, or not installed\n", version ? *version : -1);
		return 1;
	}
	if (argc > 4) {
		misses_in_caches();
		mispredicts();
	} else {
		guest();
	}
	at_exit(0, NULL);
	return 0;
}
