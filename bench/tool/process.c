// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/kernel/guard.h"
#include "bench/tool/process.h"

/* Room for more CPUs than any machine has. */
#define CPUS 16384
/* The variable by which processes of a tool are known, and how much of an environment is read. */
#define MARK "BPF_PERF_TOOL"
#define ENVIRONMENT (128 << 10)
/* How often it is looked for them. */
#define PASSES 1000
/* Where tracefs is expected. */
#define TRACEFS "/sys/kernel/tracing"
/* How often the end of processes is looked for, in us. */
#define TICK_US 1000

/* Returns true if the environment with which a process was started has this "NAME=VALUE". */
static bool is_marked(const char *pid, const char *mark)
{
	char path[320], environment[ENVIRONMENT];
	size_t n = 0, len = strlen(mark) + 1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/environ", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	n = fread(environment, 1, sizeof(environment), file);
	fclose(file);
	/* With its terminating 0. */
	return memmem(environment, n, mark, len);
}

/* Kills all marked processes. One that forks meanwhile is found in the next pass. */
static int kill_marked(void *mark)
{
	struct dirent *entry;
	bool any = true;
	DIR *proc;

	for (int pass = 0; any && pass < PASSES; pass++) {
		any = false;
		proc = opendir("/proc");
		while (proc && (entry = readdir(proc)))
			if (isdigit((unsigned char)entry->d_name[0]) &&
			    is_marked(entry->d_name, mark)) {
				kill(atoi(entry->d_name), SIGKILL);
				any = true;
			}
		if (proc)
			closedir(proc);
		if (any)
			usleep(TICK_US);
	}
	return 0;
}

struct guard *process_adopt(void)
{
	char mark[64], value[48];

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	snprintf(value, sizeof(value), "%d.%llu", getpid(), (unsigned long long)clock_ns());
	setenv(MARK, value, 1);
	snprintf(mark, sizeof(mark), MARK "=%s", value);
	return guard_start(kill_marked, mark, NULL, 0);
}

void process_mount_tracefs(void)
{
	if (!access(TRACEFS "/events", F_OK) || unshare(CLONE_NEWNS))
		return;
	if (!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		mount("tracefs", TRACEFS, "tracefs", 0, NULL);
}

/* The measuring thread is pinned, and a tool is not. The kernel leaves out what is forbidden. */
static void use_all_cpus(void)
{
	cpu_set_t *all = CPU_ALLOC(CPUS);
	size_t size = CPU_ALLOC_SIZE(CPUS);

	if (all) {
		memset(all, 0xff, size);
		sched_setaffinity(0, size, all);
	}
	CPU_FREE(all);
}

static void __attribute__((noreturn)) run(const char *command, int errors)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	setsid();
	/* If this process is killed, so is the tool. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	use_all_cpus();
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

int process_start(struct process *process, const char *command)
{
	char *replaced;

	*process = (struct process){ .errors = memfd_create("bpf-perf", MFD_CLOEXEC) };
	if (process->errors < 0)
		return -errno;
	/* A simple command needs no shell beside it; others are refused by exec. */
	replaced = strpbrk(command, "|&;<>()$`\n") ? strdup(command) : NULL;
	if (!replaced && asprintf(&replaced, "exec %s", command) < 0)
		replaced = NULL;
	process->pid = replaced ? fork() : -1;
	if (process->pid == 0)
		run(replaced, process->errors);
	free(replaced);
	if (process->pid > 0)
		return 0;
	close(process->errors);
	return -EAGAIN;
}

bool process_ended(struct process *process)
{
	if (!process->ended && waitpid(process->pid, &process->status, WNOHANG) == process->pid)
		process->ended = true;
	return process->ended;
}

size_t process_tree(pid_t pids[PROCESS_MOST])
{
	const char *value = getenv(MARK);
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char mark[64];
	size_t n = 0;

	snprintf(mark, sizeof(mark), MARK "=%s", value ? value : "");
	while (proc && n < PROCESS_MOST && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]) && is_marked(entry->d_name, mark))
			pids[n++] = atoi(entry->d_name);
	if (proc)
		closedir(proc);
	return n;
}

static double thread_ns(const char *path)
{
	unsigned long long ns = 0;
	FILE *file = fopen(path, "re");

	if (!file)
		return 0;
	if (fscanf(file, "%llu", &ns) != 1)
		ns = 0;
	fclose(file);
	return ns;
}

double process_cpu_ns(const pid_t *pids, size_t n)
{
	char path[320];
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		struct dirent *entry;
		DIR *tasks;

		snprintf(path, sizeof(path), "/proc/%d/task", pids[i]);
		tasks = opendir(path);
		while (tasks && (entry = readdir(tasks))) {
			if (!isdigit((unsigned char)entry->d_name[0]))
				continue;
			snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", pids[i],
				 entry->d_name);
			sum += thread_ns(path);
		}
		if (tasks)
			closedir(tasks);
	}
	return sum;
}

double process_memory(const pid_t *pids, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned long size, resident;
		char path[64];
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%d/statm", pids[i]);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fscanf(file, "%lu %lu", &size, &resident) == 2)
			sum += (double)resident * sysconf(_SC_PAGESIZE);
		fclose(file);
	}
	return sum;
}

static void signal_all(int number)
{
	pid_t pids[PROCESS_MOST];
	size_t n = process_tree(pids);

	while (n)
		kill(pids[--n], number);
}

/* Waits until no descendant is left. Returns false if that takes too long. */
static bool gone(struct process *process, double seconds)
{
	uint64_t end = clock_ns() + seconds * 1e9;
	pid_t pid, pids[PROCESS_MOST];
	int status;

	for (;;) {
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == process->pid) {
				process->ended = true;
				process->status = status;
			}
		if (!process_tree(pids))
			return true;
		if (clock_ns() >= end)
			return false;
		usleep(TICK_US);
	}
}

int process_stop(struct process *process, double seconds, double *ns)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGKILL };
	uint64_t start = clock_ns();
	size_t i = 0;

	do
		signal_all(signals[i]);
	while (!gone(process, seconds) && ++i < sizeof(signals) / sizeof(*signals));
	*ns = clock_ns() - start;
	return signals[i < 3 ? i : 2];
}

void process_last_error(const struct process *process, char *text, size_t size)
{
	char said[4096], *line, *rest = said;
	off_t end = lseek(process->errors, 0, SEEK_END);
	off_t from = end > (off_t)sizeof(said) - 1 ? end - (off_t)sizeof(said) + 1 : 0;
	ssize_t n = pread(process->errors, said, sizeof(said) - 1, from);

	*text = '\0';
	said[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&rest, "\r\n")))
		if (*line)
			snprintf(text, size, "%s", line);
}

/* Returns the number in a line such as "Lost 12 events on CPU #0!", else 0. */
static double lost_in(const char *line)
{
	const char *at = strcasestr(line, "lost ");
	char *end;
	double n;

	if (!at || !isdigit((unsigned char)at[5]))
		return 0;
	n = strtoull(at + 5, &end, 10);
	return !strncmp(end, " event", 6) || !strncmp(end, " sample", 7) ? n : 0;
}

double process_lost(const struct process *process)
{
	char line[1024];
	double sum = 0;
	int fd = dup(process->errors);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	/* The offset is that of the tool, too, which has ended. */
	rewind(file);
	while (fgets(line, sizeof(line), file))
		sum += lost_in(line);
	fclose(file);
	return sum;
}

void process_free(struct process *process)
{
	close(process->errors);
	process->errors = -1;
}
