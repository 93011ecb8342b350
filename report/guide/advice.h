/* SPDX-License-Identifier: GPL-2.0-only */
/* The choices that an author of a BPF program has, and which operations show what they cost. */
#ifndef REPORT_GUIDE_ADVICE_H
#define REPORT_GUIDE_ADVICE_H

/* The most choices of one question. */
#define ADVICE_CHOICES 8

struct choice {
	/* As an author would call it: "fentry", "hash map". */
	const char *name;
	/* The operation whose figure is its cost. */
	const char *operation;
	/* What it cannot do and another choice of the question can; NULL for nothing. */
	const char *lacks;
};

/* Choices that serve one purpose, so that their costs may be held against each other. */
struct question {
	const char *group, *text;
	/* Ends with a choice without a name. */
	struct choice choices[ADVICE_CHOICES + 1];
};

/* Ends with a question without a text. */
extern const struct question advice[];

#endif /* REPORT_GUIDE_ADVICE_H */
