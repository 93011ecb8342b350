// SPDX-License-Identifier: GPL-2.0-only
/* The same work by the kernel's JIT, by its interpreter and as the machine's own code. */
#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "insn_perf/insn_perf.h"
#include "insn_perf/interp.h"
#include "insn_perf/jited.h"
#include "insn_perf/native.h"
#include "progs/insn_perf.h"

#include "insn_perf_jit.skel.h"

/* State that stays for all rounds. Without a switch there is no interpreter, and why is the
 * reason. */
struct jit_ctx {
	struct work_shared shared;
	struct interp_switch *jit;
	enum cause cause;
	char why[160];
};

static int before(struct bench_round *round)
{
	struct jit_ctx *ctx = round->ctx;

	native_fill(&ctx->shared);
	ctx->jit = interp_switch_new(&ctx->cause, ctx->why, sizeof(ctx->why));
	return 0;
}

static int after(struct bench_round *round)
{
	const struct jit_ctx *ctx = round->ctx;
	int err = interp_switch_free(ctx->jit);

	return err ? bench_fail(round, "cannot restore net.core.bpf_jit_enable: %s", log_errno(err))
		   : 0;
}

static int setup(struct bench_round *round)
{
	const struct jit_ctx *ctx = round->ctx;
	struct interp *interp = NULL;
	uint32_t key = 0;
	int err;

	err = bpf_map_update_elem(bench_map_fd(round, WORK_SECTION), &key, &ctx->shared, BPF_ANY);
	if (!err && ctx->jit)
		err = interp_load(ctx->jit, &ctx->shared, &interp);
	round->priv = interp;
	if (err == -EPROTO)
		return bench_fail(round, "the kernel compiled a program although "
					 "net.core.bpf_jit_enable was 0");
	if (err == -ENODATA)
		return bench_fail(round, "the interpreter's results are wrong");
	return err;
}

static void teardown(struct bench_round *round)
{
	interp_free(round->priv);
}

static int run_interp(struct bench_round *round, unsigned int n, double *ns)
{
	const struct jit_ctx *ctx = round->ctx;

	if (!round->priv)
		return bench_skip(round, ctx->cause, "%s", ctx->why);
	return interp_run(round->priv, round->arg, ns);
}

static int read_jited(struct bench_round *round, struct jited *jited)
{
	int err = jited_read(round->obj, "all_work", jited);

	if (err == -EPERM)
		return bench_skip(round, CAUSE_NOT_PERMITTED,
				  "the kernel shows no machine code (kptr_restrict, JIT off)");
	if (err == -EPROTO)
		return bench_fail(round, "the machine code does not end with an instruction");
	return err;
}

static int bytes_per_insn(struct bench_round *round, unsigned int n, double *bytes)
{
	struct jited jited = {};
	int err = read_jited(round, &jited);

	*bytes = jited.bytes / jited.bpf_insns;
	return err;
}

static int insns_per_insn(struct bench_round *round, unsigned int n, double *ratio)
{
	struct jited jited = {};
	int err = read_jited(round, &jited);

	if (!err && !jited.insns)
		return bench_skip(round, CAUSE_MACHINE, "only x86-64 code can be counted");
	*ratio = jited.insns / jited.bpf_insns;
	return err;
}

/* Fewer operations than a run of the JIT's, which is faster; the base is of as many. */
#define INTERP(op) .run = run_interp, .n = INTERP_N, .no_tail = true, .arg = op
#define NATIVE(work) .run = native_##work, .n = 256, .no_tail = true

static const struct bench_user_op user_ops[] = {
	{ .name = "base_interp", INTERP("base_empty"), .hidden = true },
	{ .name = "base_interp_call", INTERP("base_call"), .hidden = true },
	{ .name = "base_native", NATIVE(empty), .hidden = true },
	{ .about = "Hashes twelve words, as BPF that the kernel interprets",
	  .name = "interp_hash",
	  INTERP("jit_hash"),
	  .base = "base_interp" },
	{ .about = "Searches 32 words by halves, as BPF that the kernel interprets",
	  .name = "interp_search",
	  INTERP("jit_search"),
	  .base = "base_interp_call" },
	{ .about = "Sums up 32 words with carry, as BPF that the kernel interprets",
	  .name = "interp_checksum",
	  INTERP("jit_checksum"),
	  .base = "base_interp" },
	{ .about = "Parses the headers of a packet, as BPF that the kernel interprets",
	  .name = "interp_parse",
	  INTERP("jit_parse"),
	  .base = "base_interp" },
	{ .about = "Runs 16 instructions as programs mix them, interpreted",
	  .name = "interp_mix",
	  INTERP("jit_mix"),
	  .base = "base_interp" },
	{ .about = "Hashes twelve words, as machine code in user space",
	  .name = "native_hash",
	  NATIVE(hash),
	  .base = "base_native" },
	{ .about = "Searches 32 words by halves, as machine code in user space",
	  .name = "native_search",
	  NATIVE(search),
	  .base = "base_native" },
	{ .about = "Sums up 32 words with carry, as machine code in user space",
	  .name = "native_checksum",
	  NATIVE(checksum),
	  .base = "base_native" },
	{ .about = "Parses the headers of a packet, as machine code in user space",
	  .name = "native_parse",
	  NATIVE(parse),
	  .base = "base_native" },
	{
		.about = "Counts the bytes of machine code for each BPF instruction",
		.name = "jited_bytes_per_insn",
		.run = bytes_per_insn,
		.n = 1,
		.once = true,
		.unit = "bytes",
	},
	{
		.about = "Counts the instructions of machine code for each BPF instruction",
		.name = "jited_insns_per_insn",
		.run = insns_per_insn,
		.n = 1,
		.once = true,
		.unit = "x",
	},
	{},
};

static double per_insn(double mix, double same)
{
	return mix / MIX_INSNS;
}

static double times(double interp, double jit)
{
	return interp / jit;
}

/* The speed of the JIT's code in percent of the speed of the machine's own. */
static double percent_of_native(double jit, double native)
{
	return 100 * native / jit;
}

#define TIMES(work)                                                                                \
	.name = "interp_against_jit_" work, .a = "interp_" work, .b = "jit_" work,                 \
	.figure = times, .unit = "x"
#define PERCENT(work)                                                                              \
	.name = "jit_against_native_" work, .a = "jit_" work, .b = "native_" work,                 \
	.figure = percent_of_native, .unit = "%", .higher_is_better = true
#define PER_INSN(op) .a = op, .b = op, .figure = per_insn

static const struct bench_derived derived[] = {
	{ .about = "Runs one BPF instruction of a mix, compiled",
	  .name = "jit_insn",
	  PER_INSN("jit_mix") },
	{ .about = "Runs one BPF instruction of a mix, interpreted",
	  .name = "interp_insn",
	  PER_INSN("interp_mix") },
	{ .about = "How many times as long the interpreter takes for a hash", TIMES("hash") },
	{ .about = "How many times as long the interpreter takes for a search", TIMES("search") },
	{ .about = "How many times as long the interpreter takes for a checksum",
	  TIMES("checksum") },
	{ .about = "How many times as long the interpreter takes to parse", TIMES("parse") },
	{ .about = "How many times as long the interpreter takes for a mix", TIMES("mix") },
	{ .about = "The speed of a compiled hash in percent of the machine's own code",
	  PERCENT("hash") },
	{ .about = "The speed of a compiled search in percent of the machine's own code",
	  PERCENT("search") },
	{ .about = "The speed of a compiled checksum in percent of the machine's own code",
	  PERCENT("checksum") },
	{ .about = "The speed of compiled parsing in percent of the machine's own code",
	  PERCENT("parse") },
	{},
};

const struct bench_object insn_perf_jit = {
	BENCH_OBJECT(insn_perf_jit),
	.ctx_size = sizeof(struct jit_ctx),
	.before = before,
	.after = after,
	.setup = setup,
	.teardown = teardown,
	.user_ops = user_ops,
	.derived = derived,
};
