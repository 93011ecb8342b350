/* SPDX-License-Identifier: GPL-2.0-only */
/* The static parts of the page, which report/page/html/assemble.sh makes, and the sources of the
 * operations from progs/sources.awk. */
	.section .rodata
	.global page_head, page_head_size, page_tail, page_tail_size
	.global page_sources_text, page_sources_size
page_head:
	.incbin "page.head"
head_end:
page_tail:
	.incbin "page.tail"
tail_end:
page_sources_text:
	.incbin "sources.json"
sources_end:
	.balign 4
page_head_size:
	.long head_end - page_head
page_tail_size:
	.long tail_end - page_tail
page_sources_size:
	.long sources_end - page_sources_text
	.section .note.GNU-stack, "", %progbits
