// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tool as --tool measures it: loads an object, attaches its programs and waits for a signal.
 * loader OBJECT [MODE]: "hang" loads nothing, "background" forks first, "deaf" ignores SIGINT,
 * "brief" ends after a second, "loses" says that it has lost 7 and 5 events, "pins" leaves a program pinned in the file system of BPF that it mounts there.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <bpf/libbpf.h>

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[2] : "";
	struct bpf_program *prog;
	struct bpf_object *obj;

	if (argc < 2)
		return 2;
	if (!strcmp(mode, "deaf"))
		signal(SIGINT, SIG_IGN);
	if (!strcmp(mode, "hang"))
		return pause();
	if (!strcmp(mode, "background") && fork())
		return 0;
	obj = bpf_object__open(argv[1]);
	if (!obj || bpf_object__load(obj)) {
		fprintf(stderr, "cannot load %s\n", argv[1]);
		return 1;
	}
	/* XDP programs are attached to no interface here. */
	bpf_object__for_each_program (prog, obj)
		if (bpf_program__type(prog) == BPF_PROG_TYPE_RAW_TRACEPOINT)
			bpf_program__attach(prog);
	if (!strcmp(mode, "loses"))
		fputs("Lost 7 events on CPU #0!\nPossibly lost 5 samples\nlost patience\n", stderr);
	if (!strcmp(mode, "pins") &&
	    (mount("bpf", argv[3], "bpf", 0, NULL) || bpf_object__pin_programs(obj, argv[3])))
		return 1;
	if (!strcmp(mode, "brief"))
		alarm(1);
	pause();
	return 0;
}
