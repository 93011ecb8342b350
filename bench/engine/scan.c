// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/kernel/permission.h"
#include "bench/kernel/probe.h"
#include "bench/engine/scan.h"

/* A symbol that a program or subprogram uses. */
struct use {
	const char *user;
	const char *symbol;
	enum { USE_MAP, USE_EXTERN, USE_CODE } kind;
};

struct scan {
	Elf *elf;
	struct use *uses;
	size_t n;
	Elf_Scn *symtab;
	size_t strings;
};

static bool symbol_at(const struct scan *scan, size_t i, GElf_Sym *sym, const char **name)
{
	Elf_Data *data = elf_getdata(scan->symtab, NULL);

	if (!data || !gelf_getsym(data, i, sym))
		return false;
	*name = elf_strptr(scan->elf, scan->strings, sym->st_name);
	return *name;
}

/* Returns the function that an instruction belongs to. */
static const char *function_at(const struct scan *scan, size_t section, uint64_t offset)
{
	const char *name;
	GElf_Sym sym;
	size_t i;

	for (i = 0; symbol_at(scan, i, &sym, &name); i++)
		if (GELF_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_shndx == section &&
		    sym.st_value <= offset && offset < sym.st_value + sym.st_size)
			return name;
	return NULL;
}

static bool is_section(const struct scan *scan, size_t index, const char *wanted, bool *code)
{
	size_t names;
	GElf_Shdr header;
	const char *name;
	Elf_Scn *section = elf_getscn(scan->elf, index);

	if (!section || !gelf_getshdr(section, &header) || elf_getshdrstrndx(scan->elf, &names))
		return false;
	*code = header.sh_flags & SHF_EXECINSTR;
	name = elf_strptr(scan->elf, names, header.sh_name);
	return name && !strcmp(name, wanted);
}

static int add_use(struct scan *scan, size_t section, const GElf_Rel *rel)
{
	struct use use = {}, *grown;
	const char *name;
	GElf_Sym sym;
	bool code = false;

	if (!symbol_at(scan, GELF_R_SYM(rel->r_info), &sym, &name))
		return -EINVAL;
	use.user = function_at(scan, section, rel->r_offset);
	if (!use.user)
		return 0;
	use.symbol = name;
	if (sym.st_shndx == SHN_UNDEF)
		use.kind = USE_EXTERN;
	else if (is_section(scan, sym.st_shndx, ".maps", &code))
		use.kind = USE_MAP;
	else if (code)
		use.kind = USE_CODE;
	else
		return 0;
	grown = realloc(scan->uses, (scan->n + 1) * sizeof(use));
	if (!grown)
		return -ENOMEM;
	scan->uses = grown;
	scan->uses[scan->n++] = use;
	return 0;
}

static int read_relocations(struct scan *scan, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	bool code = false;
	GElf_Rel rel;
	int err = 0, i;

	is_section(scan, header->sh_info, "", &code);
	for (i = 0; code && data && !err && gelf_getrel(data, i, &rel); i++)
		err = add_use(scan, header->sh_info, &rel);
	return err;
}

static int find_symtab(struct scan *scan)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(scan->elf, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		scan->symtab = section;
		scan->strings = header.sh_link;
		return 0;
	}
	return -ENOEXEC;
}

struct scan *scan_new(const void *elf, size_t size)
{
	struct scan *scan = calloc(1, sizeof(*scan));
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int err = -ENOEXEC;

	if (!scan)
		return NULL;
	elf_version(EV_CURRENT);
	/* libelf only reads the memory. */
	scan->elf = elf_memory((char *)elf, size);
	if (scan->elf)
		err = find_symtab(scan);
	while (!err && (section = elf_nextscn(scan->elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_REL)
			err = read_relocations(scan, section, &header);
	if (err) {
		scan_free(scan);
		errno = -err;
		return NULL;
	}
	return scan;
}

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
	elf_end(scan->elf);
	free(scan->uses);
	free(scan);
}

/*
 * Returns true if the use is by the program or by what it calls. A call of a static subprogram
 * refers to its section, not to its symbol, so every use in .text counts: that may be too many, but
 * never too few.
 */
static bool concerns(const struct scan *scan, const struct use *use, const char *prog)
{
	size_t i;

	if (!strcmp(use->user, prog))
		return true;
	for (i = 0; i < scan->n; i++)
		if (scan->uses[i].kind == USE_CODE && !strcmp(scan->uses[i].user, prog) &&
		    (!scan->uses[i].symbol[0] || !strcmp(scan->uses[i].symbol, use->user)))
			return true;
	return false;
}

bool scan_uses_map(const struct scan *scan, const char *prog, const char *map)
{
	size_t i;

	for (i = 0; i < scan->n; i++)
		if (scan->uses[i].kind == USE_MAP && !strcmp(scan->uses[i].symbol, map) &&
		    concerns(scan, &scan->uses[i], prog))
			return true;
	return false;
}

static enum cause symbols_refusal(const struct scan *scan, const struct bpf_object *obj,
				  const char *prog, char *why, size_t size)
{
	const struct bpf_map *map;
	size_t i;

	for (i = 0; i < scan->n; i++) {
		const struct use *use = &scan->uses[i];

		if (use->kind == USE_CODE || !concerns(scan, use, prog))
			continue;
		if (use->kind == USE_EXTERN) {
			/* libbpf itself resolves CONFIG_* and LINUX_KERNEL_VERSION. */
			if (use->symbol[0] < 'a' || probe_kernel_function(use->symbol))
				continue;
			snprintf(why, size, "kfunc %s %s", use->symbol,
				 probe_kernel_btf() ? "not in this kernel" : "not found: " NO_BTF);
			return CAUSE_MISSING;
		}
		map = bpf_object__find_map_by_name(obj, use->symbol);
		if (!map || probe_map_type(bpf_map__type(map)))
			continue;
		snprintf(why, size, "map type %s not in this kernel",
			 libbpf_bpf_map_type_str(bpf_map__type(map)));
		return CAUSE_MISSING;
	}
	return CAUSE_NONE;
}

/* Returns the lockdown mode that forbids this helper, or NULL. Mode "confidentiality" forbids
 * helpers that read kernel memory, and both modes forbid the one that writes a process's memory. */
static const char *locked_down(int id)
{
	const char *mode = permission_lockdown();
	bool confidential = mode && !strcmp(mode, "confidentiality");

	switch (id) {
	case BPF_FUNC_probe_read:
	case BPF_FUNC_probe_read_str:
	case BPF_FUNC_probe_read_kernel:
	case BPF_FUNC_probe_read_kernel_str:
		return confidential ? mode : NULL;
	case BPF_FUNC_probe_write_user:
		return mode && strcmp(mode, "none") ? mode : NULL;
	default:
		return NULL;
	}
}

static enum cause no_helper(int id, char *why, size_t size)
{
	if (locked_down(id)) {
		snprintf(why, size, "helper %s: lockdown=%s forbids it", probe_helper_name(id),
			 locked_down(id));
		return CAUSE_LOCKDOWN;
	}
	snprintf(why, size, "helper %s not in this kernel%s", probe_helper_name(id),
		 probe_helper_elsewhere(id) ? " for this program type" : "");
	return CAUSE_MISSING;
}

static enum cause instruction_refusal(const struct bpf_program *prog, const struct bpf_insn *insn,
				      char *why, size_t size)
{
	enum bpf_prog_type type = bpf_program__type(prog);

	if (insn->code == (BPF_JMP | BPF_CALL) && !insn->src_reg &&
	    (locked_down(insn->imm) || !probe_helper(type, insn->imm)))
		return no_helper(insn->imm, why, size);
	if (BPF_CLASS(insn->code) == BPF_STX && BPF_MODE(insn->code) == BPF_ATOMIC &&
	    insn->imm != BPF_ADD && !probe_atomics()) {
		snprintf(why, size, "atomic instructions other than add not in this kernel");
		return CAUSE_MISSING;
	}
	return CAUSE_NONE;
}

enum cause scan_refusal(const struct scan *scan, const struct bpf_object *obj,
			const struct bpf_program *prog, char *why, size_t size)
{
	const struct bpf_insn *insns = bpf_program__insns(prog);
	size_t i, n = bpf_program__insn_cnt(prog);
	enum cause cause;

	if (!probe_prog_type(bpf_program__type(prog))) {
		snprintf(why, size, "program type %s not in this kernel",
			 libbpf_bpf_prog_type_str(bpf_program__type(prog)));
		return CAUSE_MISSING;
	}
	cause = symbols_refusal(scan, obj, bpf_program__name(prog), why, size);
	for (i = 0; !cause && i < n; i++) {
		cause = instruction_refusal(prog, &insns[i], why, size);
		/* A 64-bit immediate takes two slots. */
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW))
			i++;
	}
	return cause;
}
