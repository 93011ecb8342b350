// SPDX-License-Identifier: GPL-2.0-only
#include "report/formats/formats.h"

#define ADDRESS(name) &name##_format,

const struct report_format *const report_formats[] = { REPORT_FORMATS(ADDRESS) NULL };
