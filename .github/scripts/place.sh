#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Makes a directory for the results of the action, outside of the checkout of its caller.
#
# Output: results.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

output results "$(mktemp -d "${RUNNER_TEMP:-/tmp}/bpf-perf.XXXXXX")"
