/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells what the operations are made of, as progs/sources.awk found it in the BPF sources. */
#ifndef REPORT_PAGE_SOURCES_H
#define REPORT_PAGE_SOURCES_H

#include <jansson.h>

/*
 * Gives each operation of an array of series that has a source a member "source": the numbers of its
 * parts. Returns the parts of these operations as [["progs/NAME.c:LINE", text], ...], each once, as
 * a new reference; NULL if memory runs out.
 */
json_t *page_sources(json_t *series);

#endif /* REPORT_PAGE_SOURCES_H */
