#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# report_progs: the reader of result files, what compare, bounds, store and trend say, and
# what is written for other programs.
# Needs neither root nor BPF.
#
# shellcheck disable=SC2034 # what is set here is used in tests/report/
set -euo pipefail
. tests/lib.sh

r=./report_progs
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for part in reader compare verification page keep formats; do
	# shellcheck source=/dev/null
	. "tests/report/$part.sh"
done
