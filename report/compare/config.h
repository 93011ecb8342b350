/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares the options of two kernels' configurations that change what BPF costs. */
#ifndef REPORT_COMPARE_CONFIG_H
#define REPORT_COMPARE_CONFIG_H

#include <stdio.h>
#include <jansson.h>

/*
 * Prints the options that differ, "HZ 250 -> 1000", in lines of at most 78 columns that begin with
 * label.  old and new are the objects of the environment; prints nothing unless both are known.
 * Returns how many options differ.
 */
size_t config_print(FILE *out, const char *label, const json_t *old, const json_t *new);

#endif /* REPORT_COMPARE_CONFIG_H */
