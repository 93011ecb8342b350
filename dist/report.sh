#!/bin/sh -
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs report_progs of the archive: report.sh COMMAND FILE..., such as report.sh compare.
case $0 in
/*) here=${0%/*} ;;
*/*) here=./${0%/*} ;;
*) here=. ;;
esac
# The loader is named as in run.sh.
exec 9<"$here/programs/lib" || exit 2
exec "$here/programs/report_progs" "$@"
