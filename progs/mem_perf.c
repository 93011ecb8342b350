// SPDX-License-Identifier: GPL-2.0-only
/* User space creates the maps and asks for their memory; no program uses them. Their values have
 * the types of this object's BTF. */
#include "bench.bpf.h"
