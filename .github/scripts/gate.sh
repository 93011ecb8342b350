#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The only job that a merge must require.  NEEDS is GitHub's needs context as JSON.  A job that was
# skipped or cancelled has not succeeded.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"

jobs=$(/usr/bin/python3 -c '
import json, os
for name, job in sorted(json.loads(os.environ["NEEDS"]).items()):
    print(name, job["result"])')
[ -n "$jobs" ] || stop "gate" "there are no jobs to judge"
failed=0
while read -r name result; do
	printf '%-10s %s\n' "$result" "$name"
	if [ "$result" != success ]; then
		annotation error "gate" "$name: $result"
		failed=1
	fi
done <<<"$jobs"
exit "$failed"
