// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <string.h>

#include "bench/result/cause.h"

static const char *const names[CAUSES] = {
	[CAUSE_MISSING] = "missing",
	[CAUSE_FORBIDDEN] = "forbidden",
	[CAUSE_NOT_PERMITTED] = "not-permitted",
	[CAUSE_LOCKDOWN] = "lockdown",
	[CAUSE_RESOURCES] = "resources",
	[CAUSE_MACHINE] = "machine",
	[CAUSE_CLOCK] = "clock",
	[CAUSE_NOT_TOLD] = "not-told",
	[CAUSE_NOT_THIS_TIME] = "not-this-time",
	[CAUSE_LEFT_OUT] = "left-out",
	[CAUSE_TIME_UP] = "time-up",
	[CAUSE_INTERRUPTED] = "interrupted",
	[CAUSE_LIMIT] = "limit",
	[CAUSE_WRONG] = "wrong",
	[CAUSE_DIED] = "died",
};

const char *cause_name(enum cause cause)
{
	return names[cause];
}

enum cause cause_find(const char *name)
{
	for (enum cause cause = CAUSE_NONE + 1; cause < CAUSES; cause++)
		if (!strcmp(names[cause], name))
			return cause;
	return CAUSES;
}
