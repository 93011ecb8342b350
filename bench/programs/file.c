// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/programs/file.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OUR_ORDER ELFDATA2LSB
#else
#define OUR_ORDER ELFDATA2MSB
#endif

static int read_all(int fd, char *bytes, size_t len)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = read(fd, bytes + done, len - done);
		if (n < 0 && errno != EINTR)
			return -errno;
		/* Somebody writes the file at the moment. */
		if (!n)
			return -EAGAIN;
		done += n > 0 ? n : 0;
	}
	return 0;
}

void *file_read(const char *path, size_t max, size_t *len, char *why, size_t size)
{
	/* O_NONBLOCK: a pipe without a writer must not hang. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err = 0;
	struct stat st = {};
	void *bytes = NULL;

	if (fd < 0 || fstat(fd, &st))
		err = -errno;
	if (err)
		snprintf(why, size, "%s: cannot be read: %s", path, strerror(-err));
	else if (!S_ISREG(st.st_mode))
		snprintf(why, size, "%s: not a regular file", path);
	else if (!st.st_size)
		snprintf(why, size, "%s: the file is empty", path);
	else if ((size_t)st.st_size > max)
		snprintf(why, size, "%s: a file of %lld MB; at most %zu MB are read", path,
			 (long long)st.st_size >> 20, max >> 20);
	else if (!(bytes = malloc(st.st_size)) || (err = read_all(fd, bytes, st.st_size)))
		snprintf(why, size, "%s: cannot be read: %s", path,
			 bytes ? strerror(-err) : "out of memory");
	if (fd >= 0)
		close(fd);
	if (err) {
		free(bytes);
		return NULL;
	}
	*len = st.st_size;
	return bytes;
}

/* Returns true if the bytes contain an ELF file for BPF, as a skeleton embeds it. */
static bool embeds_object(const char *bytes, size_t len)
{
	const char *at = bytes + 1, *end = bytes + len;
	Elf64_Half machine;

	while ((at = memmem(at, end - at, ELFMAG, SELFMAG))) {
		if ((size_t)(end - at) < sizeof(Elf64_Ehdr))
			return false;
		memcpy(&machine, at + offsetof(Elf64_Ehdr, e_machine), sizeof(machine));
		if (machine == EM_BPF)
			return true;
		at++;
	}
	return false;
}

static int wrong(char *why, size_t size, const char *path, const char *what)
{
	snprintf(why, size, "%s: %s", path, what);
	return -EINVAL;
}

int file_check(const char *path, const void *bytes, size_t len, char *why, size_t size)
{
	Elf64_Ehdr header;

	if (len < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG))
		return wrong(why, size, path,
			     "not an ELF file; a BPF object is what clang -target bpf -c writes");
	if (len < sizeof(header))
		return wrong(why, size, path, "a truncated ELF file");
	memcpy(&header, bytes, sizeof(header));
	if (header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] != OUR_ORDER &&
	    (header.e_machine == EM_BPF || header.e_machine == __builtin_bswap16(EM_BPF)))
		return wrong(
			why, size, path,
			OUR_ORDER == ELFDATA2LSB
				? "a big-endian BPF object, and this machine is little-endian: "
				  "compile it with -target bpfel"
				: "a little-endian BPF object, and this machine is big-endian: "
				  "compile it with -target bpfeb");
	if (header.e_machine == EM_BPF && header.e_type == ET_REL)
		return 0;
	if ((header.e_type == ET_EXEC || header.e_type == ET_DYN) && embeds_object(bytes, len))
		return wrong(why, size, path,
			     "this is a program with a BPF object in it, not an object: measure "
			     "it with --tool, or give the object that it was built from");
	if (header.e_type == ET_EXEC || header.e_type == ET_DYN)
		return wrong(why, size, path, "this is a program or a library, not a BPF object");
	return wrong(why, size, path,
		     "an object file, but not for BPF: compile it with clang -target bpf -c");
}
