// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/engine/mark.h"

/* Bytes that are no text; vm/plugin/trace.c has the same. */
#define OPEN 1
#define CLOSE 2

#if defined(__x86_64__)

/*
 * A nop and a return for every byte.  The displacement of the nop, 0x625066 and the byte, is what a
 * tracer sees.  Each nop is called, because a tracer only looks at the first instruction of a block.
 */
asm(".pushsection .text\n"
    ".balign 16\n"
    ".globl mark_nops\n"
    ".hidden mark_nops\n"
    "mark_nops:\n"
    ".set mark_byte, 0\n"
    ".rept 256\n"
    ".balign 16\n"
    ".byte 0x0f, 0x1f, 0x84, 0x00\n"
    ".long 0x62506600 + mark_byte\n"
    "ret\n"
    ".set mark_byte, mark_byte + 1\n"
    ".endr\n"
    ".popsection\n");

extern const char mark_nops[] __attribute__((visibility("hidden")));

static void mark(unsigned char byte)
{
	((void (*)(void))(uintptr_t)&mark_nops[16 * byte])();
}

#else

static void mark(unsigned char byte)
{
}

#endif

void mark_open(void)
{
	mark(OPEN);
}

void mark_close(void)
{
	mark(CLOSE);
}

void mark_say(const char *format, ...)
{
	char line[1000];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (const char *c = line; *c; c++)
		mark((unsigned char)*c < ' ' && *c != '\t' ? '?' : *c);
	mark('\n');
}
