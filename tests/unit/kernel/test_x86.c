// SPDX-License-Identifier: GPL-2.0-only
/* Tests the lengths of x86-64 instructions, as an assembler wrote them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/kernel/x86.h"
#include "bench/result/array.h"

/* One instruction of each shape that the kernel's JIT writes. */
static const struct {
	const char *text, *code;
	size_t size;
} insns[] = {
#define INSN(text, code)                                                                           \
	{                                                                                          \
		text, code, sizeof(code) - 1                                                       \
	}
	INSN("nopl 0x0(%rax,%rax,1)", "\x0f\x1f\x44\x00\x00"),
	INSN("data16 data16 data16 xchg %ax,%ax", "\x66\x66\x66\x90"),
	INSN("cs nopw 0x0(%rax,%rax,1)", "\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00"),
	INSN("endbr64", "\xf3\x0f\x1e\xfa"),
	INSN("push %rbp", "\x55"),
	INSN("push %r13", "\x41\x55"),
	INSN("mov %rsp,%rbp", "\x48\x89\xe5"),
	INSN("sub $0x18,%rsp", "\x48\x81\xec\x18\x00\x00\x00"),
	INSN("movabs $0xffff888100000000,%rdi", "\x48\xbf\x00\x00\x00\x00\x81\x88\xff\xff"),
	INSN("mov $0x7,%eax", "\xb8\x07\x00\x00\x00"),
	INSN("mov $0xffffffffffffffff,%rax", "\x48\xc7\xc0\xff\xff\xff\xff"),
	INSN("mov 0x0(%rdi),%rax", "\x48\x8b\x47\x00"),
	INSN("mov 0x12345678(%rdi),%eax", "\x8b\x87\x78\x56\x34\x12"),
	INSN("movzbq 0x0(%rdi),%rax", "\x48\x0f\xb6\x47\x00"),
	INSN("mov %gs:0x20(%rdi),%rax", "\x65\x48\x8b\x47\x20"),
	INSN("mov %gs:0x1000,%rax", "\x65\x48\x8b\x04\x25\x00\x10\x00\x00"),
	INSN("mov (%rdi,%r12,1),%rax", "\x4a\x8b\x04\x27"),
	INSN("mov 0x10(%rip),%rax", "\x48\x8b\x05\x10\x00\x00\x00"),
	INSN("movw $0x7,0x0(%rdi)", "\x66\xc7\x47\x00\x07\x00"),
	INSN("movl $0x7,0x0(%rdi)", "\xc7\x47\x00\x07\x00\x00\x00"),
	INSN("movb $0x7,0x0(%rdi)", "\xc6\x47\x00\x07"),
	INSN("add %rsi,%rax", "\x48\x01\xf0"),
	INSN("add $0x8,%rax", "\x48\x83\xc0\x08"),
	INSN("and $0xfff,%eax", "\x25\xff\x0f\x00\x00"),
	INSN("imul $0x419,%rax,%rax", "\x48\x69\xc0\x19\x04\x00\x00"),
	INSN("imul %rsi,%rax", "\x48\x0f\xaf\xc6"),
	INSN("div %rsi", "\x48\xf7\xf6"),
	INSN("neg %rax", "\x48\xf7\xd8"),
	INSN("test $0x1,%edi", "\xf7\xc7\x01\x00\x00\x00"),
	INSN("test $0x1,%dil", "\x40\xf6\xc7\x01"),
	INSN("shr $0x14,%rax", "\x48\xc1\xe8\x14"),
	INSN("shr %cl,%rax", "\x48\xd3\xe8"),
	INSN("shrx %rsi,%rax,%rax", "\xc4\xe2\xcb\xf7\xc0"),
	INSN("vzeroupper", "\xc5\xf8\x77"),
	INSN("bswap %rax", "\x48\x0f\xc8"),
	INSN("rol $0x8,%ax", "\x66\xc1\xc0\x08"),
	INSN("movslq %eax,%rax", "\x48\x63\xc0"),
	INSN("lock xadd %rax,0x0(%rdi)", "\xf0\x48\x0f\xc1\x47\x00"),
	INSN("cmp $0x64,%rax", "\x48\x83\xf8\x64"),
	INSN("jne short", "\x75\x10"),
	INSN("jne near", "\x0f\x85\x10\x01\x00\x00"),
	INSN("jmp near", "\xe9\x10\x01\x00\x00"),
	INSN("call", "\xe8\x10\x01\x00\x00"),
	INSN("call *%rax", "\xff\xd0"),
	INSN("lfence", "\x0f\xae\xe8"),
	INSN("leave", "\xc9"),
	INSN("ret", "\xc3"),
	INSN("int3", "\xcc"),
};

static const uint8_t *bytes(size_t i)
{
	return (const uint8_t *)insns[i].code;
}

static void test_lengths(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(insns); i++)
		if (x86_length(bytes(i), insns[i].size) != insns[i].size)
			fail_msg("%s: %zu bytes", insns[i].text,
				 x86_length(bytes(i), insns[i].size));
}

/* What follows an instruction does not belong to it. */
static void test_longer(void **state)
{
	uint8_t code[32] = {};

	for (size_t i = 0; i < ARRAY_SIZE(insns); i++) {
		for (size_t j = 0; j < insns[i].size; j++)
			code[j] = bytes(i)[j];
		if (x86_length(code, sizeof(code)) != insns[i].size)
			fail_msg("%s: %zu bytes", insns[i].text, x86_length(code, sizeof(code)));
	}
}

static void test_cut(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(insns); i++)
		for (size_t size = 0; size < insns[i].size; size++)
			if (x86_length(bytes(i), size))
				fail_msg("%s, cut to %zu bytes", insns[i].text, size);
}

static void test_count(void **state)
{
	uint8_t code[ARRAY_SIZE(insns) * 16];
	size_t size = 0;

	for (size_t i = 0; i < ARRAY_SIZE(insns); i++)
		for (size_t j = 0; j < insns[i].size; j++)
			code[size++] = bytes(i)[j];
	assert_int_equal(x86_count(code, size), ARRAY_SIZE(insns));
	/* The second last one has one byte, the last but two as well. */
	assert_int_equal(x86_count(code, size - 1), ARRAY_SIZE(insns) - 1);
	assert_true(x86_count(code, 3) < 0);
	assert_int_equal(x86_count(code, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_longer),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
