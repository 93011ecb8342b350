/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of QEMU's interface for TCG plugins that is used here, as docs/devel/tcg-plugins of QEMU
 * describes it.  No distribution packages QEMU's own header.
 *
 * Version 1 is that of QEMU 6.1 to 8.2, and the later versions are those of QEMU 9 and 10.  They
 * differ in what qemu_plugin_insn_data() takes, which is why it has no prototype here: see the two
 * types below it.
 */
#ifndef VM_PLUGIN_API_H
#define VM_PLUGIN_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* QEMU only sees what is marked with this. */
#define PLUGIN_EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;

/* A block of instructions that QEMU translated as one, and an instruction of it.  Both are only
 * valid in the callback for the translation. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;

/* What QEMU says about itself and the guest. */
typedef struct {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus, max_vcpus;
	} system;
} qemu_info_t;

/* The callback does not read the guest's registers. */
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

/* Which accesses to memory a callback is for.  QEMU 7.2 confuses reads and writes, but not both. */
enum qemu_plugin_mem_rw { QEMU_PLUGIN_MEM_R = 1, QEMU_PLUGIN_MEM_W, QEMU_PLUGIN_MEM_RW };
/* An access, as QEMU describes it. */
typedef uint32_t qemu_plugin_meminfo_t;

typedef void (*qemu_plugin_tb_trans_cb_t)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void *userdata);
typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned int vcpu, void *userdata);
typedef void (*qemu_plugin_vcpu_mem_cb_t)(unsigned int vcpu, qemu_plugin_meminfo_t info,
					  uint64_t address, void *userdata);

/* Of the plugin: the version of the interface that it was made for, and its start, which returns 0
 * or an error. */
extern PLUGIN_EXPORT int qemu_plugin_version;
PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
				      char **argv);

/* Called when QEMU has translated a block. */
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_plugin_tb_trans_cb_t cb);
/* Called when the guest begins to execute the block. */
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, qemu_plugin_vcpu_udata_cb_t cb,
					  enum qemu_plugin_cb_flags flags, void *userdata);
/* Called when the instruction has accessed memory. */
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_plugin_vcpu_mem_cb_t cb,
				      enum qemu_plugin_cb_flags flags, enum qemu_plugin_mem_rw rw,
				      void *userdata);
/* The access has two to the power of this many bytes. */
unsigned int qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
/* Called when QEMU ends. */
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_plugin_udata_cb_t cb, void *userdata);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

/* The bytes of an instruction: before version 3 it returns them, later it copies them. */
void qemu_plugin_insn_data(void);
typedef const void *(*insn_data_returned)(const struct qemu_plugin_insn *insn);
typedef size_t (*insn_data_copied)(const struct qemu_plugin_insn *insn, void *to, size_t size);
#define INSN_DATA_COPIED 3

/* QEMU 9 and later have it; it tells the versions apart before QEMU asks for ours. */
void qemu_plugin_scoreboard_new(void) __attribute__((weak));

#endif /* VM_PLUGIN_API_H */
