/* SPDX-License-Identifier: GPL-2.0-only */
/* The place of a result file in a store: MACHINE/MODE/KERNEL, or MACHINE-HOST/MODE/KERNEL. */
#ifndef REPORT_STORE_STORE_H
#define REPORT_STORE_STORE_H

#include "bench/result/file.h"
#include "report/compare/view.h"

/* Bytes for the begin of a host's id, with the end of the string. */
#define PLACE_HOST 9

struct place {
	char machine[PLACE_SIZE], mode[PLACE_SIZE], kernel[PLACE_SIZE];
	/* The begin of the host's id; "" if it is unknown or does not matter. */
	char host[PLACE_HOST];
};
/* Computes the place of a document from its environment and unit. */
void store_place(const struct results_doc *doc, struct place *place);

#endif /* REPORT_STORE_STORE_H */
