/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's static parts, as report/html/assemble makes them. */
	.section .rodata
	.global page_head, page_head_end, page_tail, page_tail_end
page_head:
	.incbin "page.head"
page_head_end:
page_tail:
	.incbin "page.tail"
page_tail_end:
	.section .note.GNU-stack, "", %progbits
