// SPDX-License-Identifier: GPL-2.0-only
/* Tests the result file: its path always has either the old file or a complete new one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "bench/result/file.h"

#define ERR_SIZE 512
#define PATH_SIZE 512
#define OLD "an older file\n"

/* Some file systems have no files without a name; this simulates one of them. */
static bool no_tmpfile;

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode = 0;

	if ((flags & O_TMPFILE) == O_TMPFILE && no_tmpfile) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (flags & (O_CREAT | __O_TMPFILE)) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* A directory for each test, and the result file's path in it. */
struct place {
	char directory[64], path[PATH_SIZE];
};

static int setup(void **state)
{
	static struct place place;

	no_tmpfile = false;
	strcpy(place.directory, "/tmp/test_results_file.XXXXXX");
	if (!mkdtemp(place.directory))
		return -1;
	snprintf(place.path, sizeof(place.path), "%s/results.json", place.directory);
	*state = &place;
	return 0;
}

static int setup_named(void **state)
{
	int err = setup(state);

	no_tmpfile = true;
	return err;
}

static int teardown(void **state)
{
	const struct place *place = *state;

	/* A failed test did not reset these. */
	if (seteuid(getuid()) || chmod(place->directory, 0755))
		return -1;
	if (remove(place->path) && errno != ENOENT)
		return -1;
	return rmdir(place->directory);
}

static void write_old(const struct place *place)
{
	FILE *file = fopen(place->path, "w");

	assert_non_null(file);
	fputs(OLD, file);
	fclose(file);
}

static void assert_old(const struct place *place)
{
	char text[64] = "";
	FILE *file = fopen(place->path, "r");

	assert_non_null(file);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, file), strlen(OLD));
	fclose(file);
	assert_string_equal(text, OLD);
}

static unsigned int entries(const struct place *place)
{
	DIR *directory = opendir(place->directory);
	const struct dirent *entry;
	unsigned int n = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(directory);
	return n;
}

/* Returns the next free descriptor, which is the same again if all were closed. */
static int next_descriptor(void)
{
	int fd = dup(0);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static struct results_file *open_file(const struct place *place)
{
	char err[ERR_SIZE] = "";
	struct results_file *file = results_file_open(place->path, err, sizeof(err));

	if (!file)
		fail_msg("%s", err);
	return file;
}

/* Makes n results with a mark that tells files apart. */
static int write_results(struct results_file *file, size_t n, int mark, char *err)
{
	struct result *r = calloc(n + 1, sizeof(*r));
	struct results results = { r, n };
	int ret;

	for (size_t i = 0; i < n; i++)
		r[i] = (struct result){
			.name = (char *)"map_perf/hash",
			.unit = (char *)"ns",
			.measured = true,
			.value = 1 / 3.,
			.runs = i,
		};
	ret = results_file_write(file, json_pack("{s:s}", "kernel_release", "6.12"),
				 json_pack("{s:i}", "mark", mark), &results, err, ERR_SIZE);
	free(r);
	return ret;
}

/* Returns the mark of the complete file at the path. */
static int mark_of(const struct place *place)
{
	json_t *json = json_load_file(place->path, 0, NULL);
	int mark;

	if (!json)
		return -1;
	mark = json_integer_value(json_object_get(json_object_get(json, "run"), "mark"));
	json_decref(json);
	return mark;
}

static void test_content(void **state)
{
	const struct place *place = *state;
	char err[ERR_SIZE] = "", end[2];
	const json_t *first;
	struct stat st;
	json_t *json;
	mode_t mask = umask(022);
	FILE *file;

	assert_int_equal(write_results(open_file(place), 2, 7, err), 0);
	umask(mask);
	json = json_load_file(place->path, 0, NULL);
	assert_int_equal(json_object_size(json), 4);
	assert_string_equal(json_string_value(json_object_get(json, "schema")), RESULTS_SCHEMA);
	assert_int_equal(json_object_size(json_object_get(json, "environment")), 1);
	assert_int_equal(mark_of(place), 7);
	assert_int_equal(json_array_size(json_object_get(json, "results")), 2);
	first = json_array_get(json_object_get(json, "results"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "map_perf/hash");
	json_decref(json);
	/* The file is text: it ends with a newline, and others may read it. */
	file = fopen(place->path, "r");
	fseek(file, -2, SEEK_END);
	assert_int_equal(fread(end, 1, 2, file), 2);
	fclose(file);
	assert_memory_equal(end, "}\n", 2);
	assert_int_equal(stat(place->path, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0644);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(entries(place), 1);
}

static void test_no_results(void **state)
{
	const struct place *place = *state;
	char err[ERR_SIZE] = "";

	assert_int_equal(write_results(open_file(place), 0, 3, err), 0);
	assert_int_equal(mark_of(place), 3);
}

static void test_old_until_whole(void **state)
{
	const struct place *place = *state;
	int before = next_descriptor();
	struct results_file *file;
	char err[ERR_SIZE] = "";

	write_old(place);
	/* Checking whether the file can be written changes nothing. */
	results_file_close(open_file(place));
	assert_old(place);
	assert_int_equal(entries(place), 1);
	file = open_file(place);
	assert_old(place);
	assert_int_equal(write_results(file, 5, 8, err), 0);
	assert_int_equal(mark_of(place), 8);
	assert_int_equal(entries(place), 1);
	assert_int_equal(next_descriptor(), before);
	results_file_close(NULL);
}

/* A reader that has the old file open continues to read the old file. */
static void test_reader_of_old(void **state)
{
	const struct place *place = *state;
	char err[ERR_SIZE] = "", text[64] = "";
	FILE *reader;

	write_old(place);
	reader = fopen(place->path, "r");
	assert_int_equal(write_results(open_file(place), 5, 8, err), 0);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, reader), strlen(OLD));
	assert_string_equal(text, OLD);
	fclose(reader);
}

/* The file is always complete while it is replaced again and again. */
static void test_always_whole(void **state)
{
	const struct place *place = *state;
	char err[ERR_SIZE] = "";
	int status, mark, last = 1;
	pid_t pid;

	assert_int_equal(write_results(open_file(place), 100, last, err), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 2; i <= 20; i++)
			if (write_results(results_file_open(place->path, err, ERR_SIZE), 100, i,
					  err))
				_exit(1);
		_exit(0);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		mark = mark_of(place);
		if (mark < last)
			fail_msg("%d after %d", mark, last);
		last = mark;
	}
	assert_int_equal(status, 0);
	assert_int_equal(mark_of(place), 20);
	assert_int_equal(entries(place), 1);
}

/* A process is killed after half of the file.  The kernel removes a file without a name. */
static void test_killed(void **state)
{
	const struct place *place = *state;
	int fd = open(place->directory, O_TMPFILE | O_WRONLY, 0600);
	int ready[2], status;
	char byte;
	pid_t pid;

	if (fd < 0)
		skip();
	close(fd);
	write_old(place);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		char err[ERR_SIZE];

		if (!results_file_open(place->path, err, sizeof(err)))
			_exit(1);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(entries(place), 1);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_old(place);
	assert_int_equal(entries(place), 1);
}

/* A file that needs a name has a temporary one until it is complete. */
static void test_named(void **state)
{
	const struct place *place = *state;
	struct results_file *file;
	char err[ERR_SIZE] = "";

	write_old(place);
	file = open_file(place);
	assert_int_equal(entries(place), 2);
	assert_old(place);
	results_file_close(file);
	assert_int_equal(entries(place), 1);
	assert_old(place);
	assert_int_equal(write_results(open_file(place), 5, 9, err), 0);
	assert_int_equal(mark_of(place), 9);
	assert_int_equal(entries(place), 1);
}

/* The problem is found before measuring and reported in one line, and nothing is left behind. */
static void assert_refused(const char *path, const char *reason)
{
	char err[ERR_SIZE] = "", expected[ERR_SIZE];
	int before = next_descriptor();

	assert_null(results_file_open(path, err, sizeof(err)));
	snprintf(expected, sizeof(expected), "%s: cannot be written: %s", path, reason);
	assert_string_equal(err, expected);
	assert_int_equal(next_descriptor(), before);
}

static void test_a_directory_gets_a_file_for_each_run(void **state)
{
	const struct place *place = *state;
	/* A release is what a kernel says, and a build id may not be known. */
	json_t *known = json_pack("{s:s, s:s}", "kernel_release", "6.1/x y", "kernel_build_id",
				  "0123456789abcdef");
	json_t *unknown = json_pack("{s:s, s:n}", "kernel_release", "6.1", "kernel_build_id");
	char expected[PATH_SIZE + 64], *path = results_file_path(place->directory, known, 86400);
	FILE *file;

	snprintf(expected, sizeof(expected), "%s/6.1_x_y-01234567-1970-01-02-000000.json",
		 place->directory);
	assert_string_equal(path, expected);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	free(path);
	path = results_file_path(place->directory, known, 86400);
	assert_string_equal(path + strlen(path) - strlen("-000000.2.json"), "-000000.2.json");
	free(path);
	assert_int_equal(unlink(expected), 0);
	path = results_file_path(place->directory, unknown, 86400);
	assert_non_null(strstr(path, "/6.1-unknown-1970-01-02-000000.json"));
	free(path);
	path = results_file_path("/none/x.json", known, 86400);
	assert_string_equal(path, "/none/x.json");
	free(path);
	json_decref(known);
	json_decref(unknown);
}

static void test_not_a_file(void **state)
{
	const struct place *place = *state;
	char path[PATH_SIZE + 16];

	assert_refused(place->directory, "Is a directory");
	snprintf(path, sizeof(path), "%s/", place->directory);
	assert_refused(path, "Is a directory");
	assert_int_equal(mkfifo(place->path, 0600), 0);
	assert_refused(place->path, "not a regular file");
	/* The path goes through a FIFO, which is no directory. */
	snprintf(path, sizeof(path), "%s/x", place->path);
	assert_refused(path, "Not a directory");
	snprintf(path, sizeof(path), "%s/no/x", place->directory);
	assert_refused(path, "No such file or directory (create its directory first)");
	assert_int_equal(entries(place), 1);
}

/* Runs as a user who may not use the directory. */
static void test_unwritable_directory(void **state)
{
	const struct place *place = *state;
	bool root = geteuid() == 0;

	write_old(place);
	assert_int_equal(chmod(place->directory, 0555), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	assert_refused(place->path, "Permission denied");
	no_tmpfile = true;
	assert_refused(place->path, "Permission denied");
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(place->directory, 0755), 0);
	assert_old(place);
	assert_int_equal(entries(place), 1);
}

static void assert_not_written(const struct place *place, struct results_file *file, size_t n,
			       int error)
{
	char err[ERR_SIZE] = "", expected[PATH_SIZE + ERR_SIZE];

	assert_int_equal(write_results(file, n, 1, err), error);
	snprintf(expected, sizeof(expected), "%s: not written: %s", place->path, strerror(-error));
	assert_string_equal(err, expected);
}

/* A problem that only appears when the file is put in place. */
static void test_changed_meanwhile(void **state)
{
	struct place *place = *state;
	int before = next_descriptor();
	struct results_file *file = open_file(place);

	assert_int_equal(mkdir(place->path, 0755), 0);
	assert_not_written(place, file, 2, -EISDIR);
	assert_int_equal(entries(place), 1);
	assert_int_equal(rmdir(place->path), 0);
	assert_int_equal(next_descriptor(), before);
}

/*
 * Mounts a file system of 64 KiB that only this process sees.  Returns false if that is not
 * permitted.
 */
static bool mount_small(const struct place *place)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	return !mount("none", place->directory, "tmpfs", 0, "size=64k");
}

static int teardown_small(void **state)
{
	const struct place *place = *state;

	while (!umount2(place->directory, MNT_DETACH))
		;
	return teardown(state);
}

static unsigned long blocks_free(const struct place *place)
{
	struct statvfs st;

	assert_int_equal(statvfs(place->directory, &st), 0);
	return st.f_bfree;
}

static void test_full_disk(void **state)
{
	const struct place *place = *state;
	unsigned long before;
	char err[ERR_SIZE] = "";

	if (!mount_small(place))
		skip();
	write_old(place);
	before = blocks_free(place);
	for (int named = 0; named < 2; named++) {
		no_tmpfile = named;
		assert_not_written(place, open_file(place), 2000, -ENOSPC);
		assert_old(place);
		assert_int_equal(entries(place), 1);
		assert_int_equal(blocks_free(place), before);
	}
	/* A file that fits is written. */
	assert_int_equal(write_results(open_file(place), 5, 4, err), 0);
	assert_int_equal(mark_of(place), 4);
}

static void test_read_only(void **state)
{
	const struct place *place = *state;

	if (!mount_small(place))
		skip();
	write_old(place);
	assert_int_equal(mount(NULL, place->directory, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	assert_refused(place->path, "Read-only file system");
	no_tmpfile = true;
	assert_refused(place->path, "Read-only file system");
	assert_old(place);
	assert_int_equal(entries(place), 1);
}

#define AT_PLACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
#define WITHOUT_TMPFILE(test) cmocka_unit_test_setup_teardown(test, setup_named, teardown)
#define ON_SMALL(test) cmocka_unit_test_setup_teardown(test, setup, teardown_small)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_PLACE(test_content),
		WITHOUT_TMPFILE(test_content),
		AT_PLACE(test_no_results),
		AT_PLACE(test_old_until_whole),
		AT_PLACE(test_reader_of_old),
		AT_PLACE(test_always_whole),
		AT_PLACE(test_killed),
		WITHOUT_TMPFILE(test_named),
		WITHOUT_TMPFILE(test_always_whole),
		AT_PLACE(test_a_directory_gets_a_file_for_each_run),
		AT_PLACE(test_not_a_file),
		WITHOUT_TMPFILE(test_not_a_file),
		AT_PLACE(test_unwritable_directory),
		AT_PLACE(test_changed_meanwhile),
		WITHOUT_TMPFILE(test_changed_meanwhile),
		ON_SMALL(test_full_disk),
		ON_SMALL(test_read_only),
	};

	return cmocka_run_group_tests_name("results_file", tests, NULL, NULL);
}
