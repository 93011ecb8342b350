/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAMPLING_H
#define SAMPLING_H

/* "lost" of every "of" samples of a CPU are lost. */
struct sampling_fault {
	unsigned int lost, of;
};

#endif /* SAMPLING_H */
