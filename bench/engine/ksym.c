// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bench/engine/ksym.h"
#include "bench/kernel/perf_event.h"

/* An object with 200 programs makes records of 20 kB. */
#define RING_PAGES 64

/* The layout of PERF_RECORD_KSYMBOL after its header. */
struct record {
	uint64_t address;
	uint32_t size;
	uint16_t type, flags;
	char name[];
};

static size_t ring_size(void)
{
	return RING_PAGES * (size_t)sysconf(_SC_PAGESIZE);
}

int ksym_open(struct ksym *ksym, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_DUMMY,
		.ksymbol = 1,
		.watermark = 1,
		.wakeup_watermark = ring_size(),
	};
	size_t all = ring_size() + sysconf(_SC_PAGESIZE);
	int fd = perf_event_open(&attr, -1, cpu);

	if (fd < 0)
		return fd;
	ksym->ring = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ksym->ring == MAP_FAILED) {
		ksym->ring = NULL;
		close(fd);
		return -errno;
	}
	ksym->fd = fd;
	return 0;
}

void ksym_close(struct ksym *ksym)
{
	if (!ksym->ring)
		return;
	munmap(ksym->ring, ring_size() + sysconf(_SC_PAGESIZE));
	close(ksym->fd);
	ksym->ring = NULL;
}

/* Copies size bytes of the ring at a position. */
static void copy(const char *data, uint64_t at, void *to, size_t size)
{
	size_t start = at % ring_size(), first = ring_size() - start;

	if (first > size)
		first = size;
	memcpy(to, data + start, first);
	memcpy((char *)to + first, data, size - first);
}

bool ksym_read(struct ksym *ksym, void (*report)(const struct ksym_change *change))
{
	struct perf_event_mmap_page *page = ksym->ring;
	const char *data;
	uint64_t head, tail;
	bool whole = true;

	if (!page)
		return true;
	data = (const char *)page + sysconf(_SC_PAGESIZE);
	head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
	for (tail = page->data_tail; tail < head;) {
		struct perf_event_header header;
		union {
			char bytes[1024];
			struct record record;
		} body = {};

		copy(data, tail, &header, sizeof(header));
		if (header.size < sizeof(header))
			break;
		if (header.type == PERF_RECORD_LOST)
			whole = false;
		if (header.type == PERF_RECORD_KSYMBOL && header.size < sizeof(body)) {
			copy(data, tail + sizeof(header), body.bytes, header.size - sizeof(header));
			report(&(struct ksym_change){
				.address = body.record.address,
				.size = body.record.size,
				.gone = body.record.flags & PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER,
				.name = body.record.name,
			});
		}
		tail += header.size;
	}
	__atomic_store_n(&page->data_tail, head, __ATOMIC_RELEASE);
	return whole;
}

uint64_t ksym_address(const struct bpf_program *prog)
{
	uint64_t address = 0;
	struct bpf_prog_info info = {
		.nr_jited_ksyms = 1,
		.jited_ksyms = (uint64_t)(uintptr_t)&address,
	};
	__u32 size = sizeof(info);

	if (!prog || bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size))
		return 0;
	return address;
}

void ksym_name(const struct bpf_program *prog, char *name, size_t size)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	*name = '\0';
	if (!prog || bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &len))
		return;
	snprintf(name, size, "bpf_prog_%02x%02x%02x%02x%02x%02x%02x%02x_%.15s", info.tag[0],
		 info.tag[1], info.tag[2], info.tag[3], info.tag[4], info.tag[5], info.tag[6],
		 info.tag[7], info.name);
}
