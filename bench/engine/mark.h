/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks tell a tracer outside of an emulated machine where the measured part of a run is, and what
 * it is.  They are nops, which no processor minds: without a tracer nothing happens, and a program
 * cannot tell whether there is one.  Its figures are therefore the same with and without it.
 * vm/plugin/trace.c is the tracer.  On other architectures than x86-64 nothing is marked.
 */
#ifndef BENCH_ENGINE_MARK_H
#define BENCH_ENGINE_MARK_H

/* What is executed from here on belongs to the window, until mark_close(). */
void mark_open(void);
void mark_close(void);
/* Says a line, outside of a window.  Its words are separated by tabs; a line is cut at 1000 bytes. */
void mark_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* BENCH_ENGINE_MARK_H */
