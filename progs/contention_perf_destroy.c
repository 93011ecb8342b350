// SPDX-License-Identifier: GPL-2.0-only
/* User space creates the tries and destroys them; no program uses them. */
#include "bench.bpf.h"
