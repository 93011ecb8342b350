# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the unit tests of vm/: names, labels, the lock file, providers, and the files of the guest.

if ! python -c 'import pytest' 2>/dev/null; then
	skip "unit tests of vm/" "pytest is missing: run .ci/deps check"
elif out=$(PYTHONDONTWRITEBYTECODE=1 python -m pytest -p no:cacheprovider tests/vm/unit 2>&1); then
	printf '%s\n' "$out"
elif [ $? -eq 1 ]; then
	# Each test has printed and counted its own result.
	printf '%s\n' "$out"
else
	not_ok "unit tests of vm/ run" "$out"
fi
