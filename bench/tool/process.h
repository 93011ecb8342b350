/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a command of the user with all processes that it starts, and ends all of them. */
#ifndef BENCH_TOOL_PROCESS_H
#define BENCH_TOOL_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Most processes of a tool that are looked at. */
#define PROCESS_MOST 64

struct process {
	/* The shell that runs the command, which is replaced by a simple command. */
	pid_t pid;
	/* What it writes to standard error, in memory. */
	int errors;
	/* It has ended, with this status of waitpid(). */
	bool ended;
	int status;
};

/* Mounts tracefs where tools look for it, unless it is mounted: in a mount namespace of this process
 * and of those that it starts. If that is not permitted, the tools will say what they lack. */
void process_mount_tracefs(void);

struct guard;

/*
 * Makes processes that a tool leaves in the background children of this one, and starts a guardian
 * that kills them when this process is gone, however it ended: it knows them by a variable of their
 * environment. Returns NULL with errno if there is no guardian; guard_stop() frees it.
 */
struct guard *process_adopt(void);

/* Starts the command with /bin/sh, in a session of its own, on any allowed CPU. Its standard output
 * goes nowhere. Returns 0 or a negative errno. */
int process_start(struct process *process, const char *command);

/* Returns true if the first process of the command has ended. */
bool process_ended(struct process *process);

/* Lists the living processes of the tool, by the variable of their environment. Returns how many. */
size_t process_tree(pid_t pids[PROCESS_MOST]);

/* Returns the CPU time of these processes in ns, and their resident memory in bytes. */
double process_cpu_ns(const pid_t *pids, size_t n);
double process_memory(const pid_t *pids, size_t n);

/* Ends all processes of the tool by SIGINT, after seconds by SIGTERM, and then by SIGKILL. Sets *ns to the
 * time it took. Returns the signal that ended the last one. What it wrote stays until process_free(). */
int process_stop(struct process *process, double seconds, double *ns);

/* Writes the last line that it wrote to standard error, or "" if there is none. */
void process_last_error(const struct process *process, char *text, size_t size);

/* Returns how many events it says it has lost, by the messages of libbpf-tools, bcc and bpftrace on
 * standard error. */
double process_lost(const struct process *process);

/* Frees what process_start() has allocated. */
void process_free(struct process *process);

#endif /* BENCH_TOOL_PROCESS_H */
