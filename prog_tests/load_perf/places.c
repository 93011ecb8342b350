// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "load_perf/places.h"
#include "test_progs.h"

#if defined(__x86_64__)
/* As in hook_perf/targets.c, a note of each place of a USDT probe. */
#define USDT(name)                                                                                 \
	"990:	nop\n"                                                                               \
	".pushsection .note.stapsdt, \"\", %note\n"                                                \
	".balign 4\n"                                                                              \
	".4byte 992f - 991f, 994f - 993f, 3\n"                                                     \
	"991: .asciz \"stapsdt\"\n"                                                                \
	"992: .balign 4\n"                                                                         \
	"993: .8byte 990b, 0, 0\n"                                                                 \
	".asciz \"load_perf\"\n"                                                                   \
	".asciz \"" name "\"\n"                                                                    \
	".asciz \"\"\n"                                                                            \
	"994: .balign 4\n"                                                                         \
	".popsection\n"

#define NOPS(times) ".rept " times "\n nop\n .endr\n"
#define USDTS(times, name) ".rept " times "\n" USDT(name) ".endr\n"
#define PLACES NOPS("1000") USDT("one") USDTS("100", "hundred") USDTS("1000", "thousand")

asm(".pushsection .text\n"
    ".globl load_perf_places\n"
    ".hidden load_perf_places\n"
    ".type load_perf_places, %function\n"
    "load_perf_places:\n" PLACES "	ret\n"
    ".size load_perf_places, . - load_perf_places\n"
    ".popsection\n");
void load_perf_places(void);

int places_offset(size_t *offset)
{
	return own_file_offset((const void *)load_perf_places, offset);
}
#else
int places_offset(size_t *offset)
{
	return -EOPNOTSUPP;
}
#endif
