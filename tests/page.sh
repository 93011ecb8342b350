#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the html page of report_progs in a browser, and its Markdown.  Needs neither root nor BPF.
#
# shellcheck disable=SC2034 # tests/report/ uses these variables
set -euo pipefail
. tests/lib.sh

r=./report_progs
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for part in made page; do
	# shellcheck source=/dev/null
	. "tests/report/$part.sh"
done
