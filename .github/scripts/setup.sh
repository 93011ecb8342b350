#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
#   setup.sh build          installs missing packages, builds and packs the programs
#   setup.sh unpack FILE    installs missing packages and unpacks the programs from FILE
#
# Every job measures with the same programs, because another build may count other instructions.
# They are in an archive, because artifacts lose the permission to execute.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
cd "$top"

as_root .ci/deps vm
case ${1:-} in
build)
	make --no-print-directory -j"$(nproc)"
	mkdir -p build/programs
	tar -cf build/programs/programs.tar test_progs report_progs
	;;
unpack) tar -xf "$2" test_progs report_progs ;;
*) stop "setup.sh" "usage: setup.sh build | unpack FILE" ;;
esac
