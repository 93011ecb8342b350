// SPDX-License-Identifier: GPL-2.0-only
#include "hook_perf/targets.h"
#include "test_progs.h"

#if defined(__x86_64__)
#define NOP "	nop\n"
#define PUSH "	push %rbp\n	pop %rbp\n"
/* A single instruction of five bytes, which newer kernels replace by a call. */
#define NOP5 "	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n"
#elif defined(__aarch64__)
#define NOP "	nop\n"
#define PUSH "	stp x29, x30, [sp, #-16]!\n	ldp x29, x30, [sp], #16\n"
/* All instructions have four bytes. */
#define NOP5 NOP
#else
/* cppcheck-suppress preprocessorErrorDirective */
#error "which instructions do functions begin with here?"
#endif

/* Each function has its own cache line. */
#define TARGET(name, body)                                                                         \
	asm(".pushsection .text\n"                                                                 \
	    ".balign 64\n"                                                                         \
	    ".globl " #name "\n"                                                                   \
	    ".hidden " #name "\n"                                                                  \
	    ".type " #name ", %function\n" #name ":\n" body "	ret\n"                               \
	    ".size " #name ", . - " #name "\n"                                                     \
	    ".popsection\n")

/*
 * What sys/sdt.h generates for a probe without arguments: an ELF note with the address of the
 * instruction before it. The zeros mean that there is no base address for relocation and no
 * semaphore.
 */
#define USDT(probe, instruction)                                                                   \
	"990:\n" instruction ".pushsection .note.stapsdt, \"\", %note\n"                           \
	".balign 4\n"                                                                              \
	".4byte 992f - 991f, 994f - 993f, 3\n"                                                     \
	"991: .asciz \"stapsdt\"\n"                                                                \
	"992: .balign 4\n"                                                                         \
	"993: .8byte 990b, 0, 0\n"                                                                 \
	".asciz \"bpf_perf\"\n"                                                                    \
	".asciz \"" probe "\"\n"                                                                   \
	".asciz \"\"\n"                                                                            \
	"994: .balign 4\n"                                                                         \
	".popsection\n"

TARGET(target_nop, NOP);
TARGET(target_push, PUSH);
TARGET(target_ret, "");
TARGET(target_nop5, NOP5);
TARGET(target_uprobe_nop, NOP);
TARGET(target_uprobe_push, PUSH);
TARGET(target_uprobe_ret, "");
TARGET(target_uretprobe_nop, NOP);
TARGET(target_uretprobe_push, PUSH);
TARGET(target_uretprobe_ret, "");
TARGET(target_uprobe_multi, NOP);
TARGET(target_uretprobe_multi, NOP);
TARGET(target_uprobe_pid, NOP);
TARGET(target_usdt_nop, USDT("nop", NOP));
TARGET(target_usdt_nop5, USDT("nop5", NOP5));

int target_offset(void (*target)(void), size_t *offset)
{
	return own_file_offset((const void *)target, offset);
}
