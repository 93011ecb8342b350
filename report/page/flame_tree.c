// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/page/flame_tree.h"
#include "report/page/json.h"

#define NONE SIZE_MAX

/* A function as called by those above it. */
struct node {
	char *name;
	size_t parent, child, last, next;
	/* How many functions are above it. */
	size_t depth;
	/* The largest of what it takes on a kernel, with what it calls. */
	double weight;
	/* It is not told apart; another one of its parent is told for it. */
	bool left, merged;
};

struct flame_tree {
	size_t n_kernels, n, room;
	/* The first node is the root, which has no name. */
	struct node *nodes;
	/* What each node takes itself, by kernel: n_kernels values a node. */
	double *own;
};

static int grow(struct flame_tree *tree)
{
	size_t room = tree->room ? 2 * tree->room : 64;
	struct node *nodes = realloc(tree->nodes, room * sizeof(*nodes));
	double *own;

	if (!nodes)
		return -ENOMEM;
	tree->nodes = nodes;
	own = realloc(tree->own, room * tree->n_kernels * sizeof(*own));
	if (!own)
		return -ENOMEM;
	tree->own = own;
	tree->room = room;
	return 0;
}

/* Returns the number of a new node, or NONE if out of memory. */
static size_t add_node(struct flame_tree *tree, size_t parent, const char *name, size_t len)
{
	size_t at = tree->n;
	char *copy;

	if (at == tree->room && grow(tree))
		return NONE;
	copy = strndup(name, len);
	if (!copy)
		return NONE;
	tree->nodes[at] = (struct node){
		.name = copy,
		.parent = parent,
		.child = NONE,
		.last = NONE,
		.next = NONE,
		.depth = parent == NONE ? 0 : tree->nodes[parent].depth + 1,
	};
	for (size_t i = 0; i < tree->n_kernels; i++)
		tree->own[at * tree->n_kernels + i] = 0;
	tree->n++;
	if (parent == NONE)
		return at;
	if (tree->nodes[parent].child == NONE)
		tree->nodes[parent].child = at;
	else
		tree->nodes[tree->nodes[parent].last].next = at;
	tree->nodes[parent].last = at;
	return at;
}

struct flame_tree *flame_tree_new(size_t n)
{
	struct flame_tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	tree->n_kernels = n;
	if (add_node(tree, NONE, "", 0) == 0)
		return tree;
	flame_tree_free(tree);
	return NULL;
}

void flame_tree_free(struct flame_tree *tree)
{
	if (!tree)
		return;
	for (size_t i = 0; i < tree->n; i++)
		free(tree->nodes[i].name);
	free(tree->nodes);
	free(tree->own);
	free(tree);
}

/* Returns the node of a function that another one calls, which may be new; NONE if out of memory. */
static size_t callee(struct flame_tree *tree, size_t parent, const char *name, size_t len)
{
	for (size_t at = tree->nodes[parent].child; at != NONE; at = tree->nodes[at].next)
		if (!strncmp(tree->nodes[at].name, name, len) && !tree->nodes[at].name[len])
			return at;
	return add_node(tree, parent, name, len);
}

int flame_tree_add(struct flame_tree *tree, size_t at, const json_t *stacks)
{
	const char *stack;
	json_t *value;

	json_object_foreach ((json_t *)stacks, stack, value) {
		size_t node = 0, len;

		for (const char *name = stack; *name; name += len + (name[len] == ';')) {
			len = strcspn(name, ";");
			node = callee(tree, node, name, len);
			if (node == NONE)
				return -ENOMEM;
		}
		tree->own[node * tree->n_kernels + at] += json_number_value(value);
	}
	return 0;
}

/* Sets what each node takes at most. */
static int weigh(struct flame_tree *tree)
{
	double *total = calloc(tree->n, sizeof(*total));

	if (!total)
		return -ENOMEM;
	for (size_t kernel = 0; kernel < tree->n_kernels; kernel++) {
		for (size_t i = 0; i < tree->n; i++)
			total[i] = tree->own[i * tree->n_kernels + kernel];
		/* A node comes after its parent. */
		for (size_t i = tree->n - 1; i; i--)
			total[tree->nodes[i].parent] += total[i];
		for (size_t i = 0; i < tree->n; i++)
			tree->nodes[i].weight = fmax(tree->nodes[i].weight, fabs(total[i]));
	}
	free(total);
	return 0;
}

static int by_weight(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

/* Marks the nodes that are not told apart, with all below them.  Returns their number, or NONE. */
static size_t leave(struct flame_tree *tree)
{
	double *weights = calloc(tree->n, sizeof(*weights)), least;
	size_t n = 0;

	if (!weights)
		return NONE;
	for (size_t i = 0; i < tree->n; i++)
		weights[i] = tree->nodes[i].weight;
	least = FLAME_LEAST * weights[0];
	qsort(weights, tree->n, sizeof(*weights), by_weight);
	/* The root is one more. */
	if (tree->n > FLAME_MOST + 1 && least <= weights[FLAME_MOST + 1])
		least = nextafter(weights[FLAME_MOST + 1], INFINITY);
	free(weights);
	for (size_t i = 1; i < tree->n; i++) {
		struct node *node = &tree->nodes[i];

		node->left = tree->nodes[node->parent].left || node->weight < least;
		n += node->left;
	}
	return n;
}

/* Returns the number of a name, or -1 if out of memory. */
static json_int_t number_of(struct flame_names *names, const char *name)
{
	json_t *text = page_text(name);
	const char *key = json_string_value(text);
	json_t *number = key ? json_object_get(names->numbers, key) : NULL;
	json_int_t n = number ? json_integer_value(number) : -1;

	if (key && !number) {
		n = json_array_size(names->list);
		if (json_array_append(names->list, text) ||
		    json_object_set_new(names->numbers, key, json_integer(n)))
			n = -1;
	}
	json_decref(text);
	return n;
}

static void put_number(FILE *out, long long value)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char text[16] = "";
	size_t n = 0;

	if (value < 0)
		fputc('-', out);
	/* A figure has far fewer digits than there is room for. */
	for (value = llabs(value); n < sizeof(text) && (value || !n); value /= 36)
		text[n++] = digits[value % 36];
	while (n)
		fputc(text[--n], out);
}

static void put_values(FILE *out, const double *values, size_t n)
{
	size_t empty = 0;
	long long last = 0;

	for (size_t i = 0; i < n; i++) {
		long long value = llround(100 * fmin(fmax(values[i], -1e14), 1e14));

		empty++;
		if (i && value == last)
			continue;
		for (; empty; empty--)
			fputc(',', out);
		put_number(out, value);
		last = value;
	}
}

/* Returns the next node in the order of the text; NONE at the end.  What is left has nothing below. */
static size_t next_node(const struct flame_tree *tree, size_t at)
{
	size_t next = tree->nodes[at].left ? NONE : tree->nodes[at].child;

	for (; next == NONE && at; at = tree->nodes[at].parent)
		next = tree->nodes[at].next;
	return next;
}

static void add_own(struct flame_tree *tree, size_t to, size_t from)
{
	for (size_t i = 0; i < tree->n_kernels; i++)
		tree->own[to * tree->n_kernels + i] += tree->own[from * tree->n_kernels + i];
}

/* Makes one node of all that are left below the same one. */
static void merge_left(struct flame_tree *tree)
{
	for (size_t i = tree->n - 1; i; i--)
		if (tree->nodes[i].left && tree->nodes[tree->nodes[i].parent].left)
			add_own(tree, tree->nodes[i].parent, i);
	for (size_t i = 0; i < tree->n; i++) {
		size_t first = NONE;

		for (size_t at = tree->nodes[i].child; at != NONE && !tree->nodes[i].left;
		     at = tree->nodes[at].next) {
			if (!tree->nodes[at].left)
				continue;
			if (first == NONE)
				first = at;
			else
				add_own(tree, first, at);
			tree->nodes[at].merged = first != at;
		}
	}
}

static int put_tree(FILE *out, const struct flame_tree *tree, struct flame_names *names)
{
	size_t depth = 0;

	for (size_t at = next_node(tree, 0); at != NONE; at = next_node(tree, at)) {
		const struct node *node = &tree->nodes[at];
		json_int_t name;

		if (node->merged)
			continue;
		put_number(out, depth + 1 - node->depth);
		fputc(',', out);
		if (!node->left) {
			name = number_of(names, node->name);
			if (name < 0)
				return -ENOMEM;
			put_number(out, name);
		}
		put_values(out, &tree->own[at * tree->n_kernels], tree->n_kernels);
		fputc(';', out);
		depth = node->depth;
	}
	return 0;
}

char *flame_tree_text(struct flame_tree *tree, struct flame_names *names, size_t *left)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	int ret = weigh(tree);

	*left = ret ? NONE : leave(tree);
	out = *left == NONE ? NULL : open_memstream(&text, &len);
	if (!out)
		return NULL;
	merge_left(tree);
	ret = put_tree(out, tree, names);
	if (!fclose(out) && !ret)
		return text;
	free(text);
	return NULL;
}
