/* SPDX-License-Identifier: GPL-2.0-only */
/* The stacks of one operation on several kernels, as a tree of functions, for the page. */
#ifndef REPORT_PAGE_FLAME_TREE_H
#define REPORT_PAGE_FLAME_TREE_H

#include <stddef.h>

#include <jansson.h>

/* What is less than this share of the largest figure is not told apart, and no more nodes than
 * these: ten kernels of 855 operations have a hundred thousand stacks. */
#define FLAME_LEAST 0.005
#define FLAME_MOST 60

/* The names of functions, by number.  The same for all operations of a page. */
struct flame_names {
	/* An array of the names, and an object of their numbers. */
	json_t *list, *numbers;
};

struct flame_tree;

/* Returns a tree for the stacks of n kernels, or NULL if out of memory. */
struct flame_tree *flame_tree_new(size_t n);
void flame_tree_free(struct flame_tree *tree);
/*
 * Adds the stacks of kernel at: an object of instructions by stack, with ";" between functions.
 * Returns 0 or -ENOMEM.
 */
int flame_tree_add(struct flame_tree *tree, size_t at, const json_t *stacks);
/*
 * Returns the tree as text: its nodes, parents first, with ";" between them.  A node is
 *
 *	UP,NAME,VALUE,VALUE...
 *
 * UP is how many levels above the node before it its parent is; NAME is a number of names.  VALUE is
 * what the function itself takes on each kernel in hundredths of an instruction, without what it
 * calls; an empty one is that of the kernel before, and further ones at the end are left out.  The
 * first is never empty.  All numbers have base 36.  A node without NAME is those below its parent that
 * are not told apart, and *left is how many these are in all.  The tree can be used once.  The caller
 * frees the text; NULL if out of memory.
 */
char *flame_tree_text(struct flame_tree *tree, struct flame_names *names, size_t *left);

#endif /* REPORT_PAGE_FLAME_TREE_H */
