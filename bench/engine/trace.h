/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Says to a tracer (mark.h) what the windows of a run are, if the clock counts instructions.  A
 * tracer cannot know it, and vm/explain needs it to attribute a figure to functions:
 *
 *	code ADDRESS SIZE NAME		the kernel generated this code
 *	gone ADDRESS SIZE NAME		it no longer has it
 *	lost				it generated code that could not be told
 *	round TEST OBJECT NUMBER	the following windows are of this round
 *	window OPERATION program ADDRESS	the next window is of a run of this operation: from
 *					the first to the last clock read by the program there
 *	window OPERATION named NAME	... by the code whose name begins so: its address is hidden
 *	window OPERATION user		... from the first to the last clock read in user space
 *	took CLOCK COUNT SHARE		that window took so many clock units by the guest's clock,
 *					for so many operations, and the sample is this much for one
 *	figure TEST OBJECT OPERATION BASELINE SAMPLES ROUNDS
 *					how the figure is made: the quantile of a round's samples,
 *					less that of its baseline's ("-": none), and of this the
 *					quantile of the rounds
 *	none TEST OPERATION REASON	there are no windows of this figure
 *
 * The words are separated by tabs; addresses and sizes are hexadecimal.
 */
#ifndef BENCH_ENGINE_TRACE_H
#define BENCH_ENGINE_TRACE_H

#include "bench/engine/engine.h"

/* Starts to listen to what code the kernel generates. */
void trace_start(struct bench *bench);
void trace_stop(struct bench *bench);
void trace_round(const struct measurement *m);
/* Around a run of the operation, which is a sample if keep is true.  trace_begin() decides whether
 * sample_run() opens a window.  share is the sample; err is that of the run. */
void trace_begin(struct measurement *m, struct op *op, bool keep);
void trace_end(struct op *op, int err, double share);
/*
 * Around a part of a run, between which the clock is read first and last, for a bench_user_op.windows
 * of this name.  ns is the time between these.
 */
void trace_window(struct bench *bench, const char *operation);
void trace_took(const struct bench *bench, double ns);
/* Says how the figure of the operation is made from its windows. */
void trace_figure(const struct group *group, const struct op *op, const struct bench *bench);

#endif /* BENCH_ENGINE_TRACE_H */
