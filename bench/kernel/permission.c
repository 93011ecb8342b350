// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "bench/kernel/mount.h"
#include "bench/kernel/permission.h"
#include "bench/result/array.h"

/* Returns a number of /proc/self/status, or 0 if it is not there. */
static unsigned long long status(const char *format)
{
	unsigned long long number = 0;
	char line[256];
	FILE *file;

	file = fopen("/proc/self/status", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, format, &number) == 1)
			break;
	if (file)
		fclose(file);
	return number;
}

bool permission_has(int capability)
{
	return status("CapEff: %llx") & 1ULL << capability;
}

const char *permission_parse_lockdown(char *text)
{
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return NULL;
	*close = '\0';
	return open + 1;
}

const char *permission_lockdown(void)
{
	static char text[128];
	static const char *mode;
	static bool asked;
	int dir, err;

	if (asked)
		return mode;
	asked = true;
	dir = open("/sys/kernel/security", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = dir < 0 ? dir : mount_read(dir, "lockdown", text, sizeof(text));
	if (dir >= 0)
		close(dir);
	/* securityfs may not be mounted where others see it. */
	if (err) {
		dir = mount_private("securityfs");
		err = dir < 0 ? dir : mount_read(dir, "lockdown", text, sizeof(text));
		if (dir >= 0)
			close(dir);
	}
	mode = err ? NULL : permission_parse_lockdown(text);
	return mode;
}

/* Returns true in a user namespace: its capabilities do not count in the initial one. */
static bool in_user_namespace(void)
{
	unsigned int inside, outside, length;
	FILE *file = fopen("/proc/self/uid_map", "re");
	bool inner = false;

	if (file && fscanf(file, "%u %u %u", &inside, &outside, &length) == 3)
		inner = inside || outside || length != ~0U;
	if (file)
		fclose(file);
	return inner;
}

enum cause permission_why(char *why, size_t size)
{
	/* CAP_SYS_ADMIN is for mounts, namespaces, bpf_stats and objects by id. CAP_DAC_OVERRIDE is
	 * for the files of tracefs and cgroups, which root owns. */
	static const struct {
		int number;
		const char *name;
	} caps[] = {
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
		{ CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE" },
	};
	const char *lockdown;

	for (size_t i = 0; i < ARRAY_SIZE(caps); i++) {
		if (permission_has(caps[i].number))
			continue;
		snprintf(why, size, "; %s is missing", caps[i].name);
		return CAUSE_NOT_PERMITTED;
	}
	snprintf(why, size, "%s", "");
	lockdown = permission_lockdown();
	if (lockdown && !strcmp(lockdown, "confidentiality")) {
		snprintf(why, size, "; lockdown=%s forbids it", lockdown);
		return CAUSE_LOCKDOWN;
	}
	if (in_user_namespace()) {
		snprintf(why, size, "; the capabilities are those of a user namespace");
		return CAUSE_NOT_PERMITTED;
	}
	if (lockdown && !strcmp(lockdown, "integrity"))
		snprintf(why, size, "; lockdown=%s may forbid it", lockdown);
	else if (status("Seccomp: %llu") == 2)
		snprintf(why, size, "; a seccomp filter may forbid it");
	return CAUSE_FORBIDDEN;
}
