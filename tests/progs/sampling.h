/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAMPLING_H
#define SAMPLING_H

/* So many of every so many samples of a CPU are lost. */
struct sampling_fault {
	unsigned int lost, of;
};

#endif /* SAMPLING_H */
