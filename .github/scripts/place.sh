#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A new directory for the action's results, outside of the checkout that it runs beside.
#
# Output: results.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

output results "$(mktemp -d "${RUNNER_TEMP:-/tmp}/bpf-perf.XXXXXX")"
