// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/result/file.h"
#include "bench/result/input.h"
#include "bench/result/output.h"

struct results_file {
	char *path;
	/* Name of the file while it is incomplete. With O_TMPFILE it has no name, so nothing is
	 * left if we are killed. */
	char *temporary;
	bool named;
	/* Standard output: there is nothing to move into place. */
	bool stream;
	int fd;
};

static int open_temporary(struct results_file *file)
{
	char *copy = strdup(file->path);
	const char *directory;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	directory = dirname(copy);
	if (asprintf(&file->temporary, "%s/.bpf-perf.%d.tmp", directory, getpid()) < 0) {
		file->temporary = NULL;
		free(copy);
		return -ENOMEM;
	}
	file->fd = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
	if (file->fd < 0) {
		/* Not every file system supports O_TMPFILE. */
		file->named = true;
		file->fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		if (file->fd < 0)
			err = -errno;
	}
	free(copy);
	return err;
}

/* Checks what would otherwise fail only when the file is moved into place. */
static int check_path(const char *path)
{
	const char *base = strrchr(path, '/');
	struct stat st;

	base = base ? base + 1 : path;
	if (!base[0])
		return access(path, F_OK) ? -ENOENT : -EISDIR;
	if (strlen(base) > NAME_MAX)
		return -ENAMETOOLONG;
	if (lstat(path, &st))
		return 0;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	/* The new file replaces the old one. It must not replace a directory or a device. */
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	return 0;
}

static const char *explain(int err)
{
	switch (-err) {
	case EINVAL:
		return "not a regular file";
	case ELOOP:
		return "a symbolic link whose target does not exist";
	case ENOENT:
		return "No such file or directory (create its directory first)";
	case EALREADY:
		return input_error(-err);
	default:
		return strerror(-err);
	}
}

/* A release may be anything that a kernel says. */
static void put_name(const char *text, size_t n, char *name, size_t size)
{
	static const char valid[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._+~-";

	snprintf(name, size, "%.*s", (int)n, text ? text : "unknown");
	for (char *c = name; *c; c++)
		*c = strchr(valid, *c) ? *c : '_';
}

char *results_file_path(const char *path, const json_t *environment, time_t started)
{
	char release[128], build[16], when[32], *whole = NULL, *other;
	struct stat st;

	if (is_output(path) || stat(path, &st) || !S_ISDIR(st.st_mode))
		return strdup(path);
	put_name(json_string_value(json_object_get(environment, "kernel_release")), 100, release,
		 sizeof(release));
	put_name(json_string_value(json_object_get(environment, "kernel_build_id")), 8, build,
		 sizeof(build));
	strftime(when, sizeof(when), "%Y-%m-%d-%H%M%S", gmtime(&started));
	if (asprintf(&whole, "%s/%s-%s-%s.json", path, release, build, when) < 0)
		return NULL;
	/* Another run may have begun in the same second. */
	for (int n = 2; whole && !access(whole, F_OK); n++) {
		if (asprintf(&other, "%s/%s-%s-%s.%d.json", path, release, build, when, n) < 0)
			other = NULL;
		free(whole);
		whole = other;
	}
	return whole;
}

static int open_path(struct results_file *file, const char *path)
{
	int ret;

	if (is_output(path)) {
		file->stream = true;
		file->path = strdup(output_name(path));
		file->fd = file->path ? output_take() : -ENOMEM;
		return file->fd < 0 ? file->fd : 0;
	}
	/* Keep a symbolic link: replace the file that it refers to. */
	file->path = realpath(path, NULL);
	if (!file->path)
		file->path = strdup(path);
	ret = file->path ? check_path(file->path) : -ENOMEM;
	return ret ? ret : open_temporary(file);
}

struct results_file *results_file_open(const char *path, char *err, size_t size)
{
	struct results_file *file = calloc(1, sizeof(*file));
	int ret;

	if (!file)
		return NULL;
	file->fd = -1;
	ret = open_path(file, path);
	if (!ret)
		return file;
	snprintf(err, size, "%s: cannot be written: %s", output_name(path), explain(ret));
	results_file_close(file);
	return NULL;
}

void results_file_close(struct results_file *file)
{
	if (!file)
		return;
	if (file->fd >= 0)
		close(file->fd);
	if (file->named && file->fd >= 0)
		unlink(file->temporary);
	free(file->temporary);
	free(file->path);
	free(file);
}

char *results_text(json_t *environment, json_t *run, const struct results *results)
{
	json_t *array = json_array(), *json;
	char *text;
	size_t i;

	for (i = 0; array && i < results->n; i++)
		if (json_array_append_new(array, result_to_json(&results->result[i]))) {
			json_decref(array);
			array = NULL;
		}
	if (!array)
		return NULL;
	json = json_pack("{s:s, s:O, s:O, s:o}", "schema", RESULTS_SCHEMA, "environment",
			 environment, "run", run, "results", array);
	text = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
	json_decref(json);
	return text;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	while (left) {
		n = write(fd, text, left);
		if (n < 0 && errno != EINTR)
			return -errno;
		text += n > 0 ? n : 0;
		left -= n > 0 ? n : 0;
	}
	return 0;
}

static int put_in_place(struct results_file *file)
{
	char self[64];

	if (!file->named) {
		snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
		if (linkat(AT_FDCWD, self, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW))
			return -errno;
		file->named = true;
	}
	if (rename(file->temporary, file->path))
		return -errno;
	file->named = false;
	return 0;
}

int results_file_write_text(struct results_file *file, const char *text, char *err, size_t size)
{
	int ret = write_all(file->fd, text);

	if (!ret)
		ret = write_all(file->fd, "\n");
	if (!ret && !file->stream)
		ret = fsync(file->fd) ? -errno : put_in_place(file);
	if (ret)
		snprintf(err, size, "%s: not written: %s", file->path, strerror(-ret));
	results_file_close(file);
	return ret;
}

int results_file_write(struct results_file *file, json_t *environment, json_t *run,
		       const struct results *results, char *err, size_t size)
{
	char *text = results_text(environment, run, results);
	int ret = -ENOMEM;

	if (text) {
		ret = results_file_write_text(file, text, err, size);
	} else {
		snprintf(err, size, "%s: not written: out of memory", file->path);
		results_file_close(file);
	}
	json_decref(environment);
	json_decref(run);
	free(text);
	return ret;
}
