// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <link.h>
#include <stdint.h>

#include "bench/kernel/own_file.h"

struct place {
	uintptr_t addr;
	size_t *offset;
};

/* The program itself comes first: stop there. */
static int find_in_program(struct dl_phdr_info *info, size_t size, void *arg)
{
	const struct place *place = arg;

	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type != PT_LOAD || place->addr < start ||
		    place->addr >= start + header->p_filesz)
			continue;
		*place->offset = place->addr - start + header->p_offset;
		return 1;
	}
	return -ENOENT;
}

int own_file_offset(const void *addr, size_t *offset)
{
	struct place place = { .addr = (uintptr_t)addr, .offset = offset };

	return dl_iterate_phdr(find_in_program, &place) == 1 ? 0 : -ENOENT;
}
