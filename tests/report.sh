#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks report_progs: the reader of result files, the output of compare, bounds, store and trend,
# and the formats for other programs.  tests/page.sh checks the page.  Needs neither root nor BPF.
#
# shellcheck disable=SC2034 # tests/report/ uses these variables
set -euo pipefail
. tests/lib.sh

r=./report_progs
# Rows with everything in them; screen.sh tests narrow ones.
export COLUMNS=300
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for part in made reader compare answer identity verification explain keep formats guide input screen table spelling directory paths; do
	# shellcheck source=/dev/null
	. "tests/report/$part.sh"
done
