#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Computes the key of the cache from the releases that KERNELS stand for now, so that a new release
# gets a new cache.  PREFIX begins the key, and NAMES is the part that depends on the names.
#
# Outputs: key; fallback, which begins the keys of older caches with the same names.  It is only set
# if a provider could not be asked: otherwise an older release in the cache would be taken for the
# newest.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
cd "$top"
: "${PREFIX:=bpf-perf}"

kernel_words "$KERNELS"
kernel_options
releases=$(./vmtest.sh "${choice[@]}" --skip-missing --resolve "${words[@]}") || true
printf '%s\n' "$releases"
output key "$PREFIX-$NAMES-$(sha256sum <<<"$releases" | cut -c1-16)"
fallback=
if grep -q ' unasked$' <<<"$releases"; then fallback=$PREFIX-$NAMES-; fi
output fallback "$fallback"
