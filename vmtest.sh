#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Boots kernels under QEMU and runs test_progs in each.  vmtest.sh --help shows the options, and
# docs/vm.md explains the figures.  The code is the Python package in vm/.
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
	# -I isolates Python from files of this directory and settings of the user.
	if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		exec "$python" -I -X utf8 "$here/vm/__main__.py" "$@"
	fi
done
echo "vmtest.sh: Python 3.11 or newer is missing: sudo .ci/deps vm" >&2
# git bisect takes 3 as bad, and stops above 127.
case " $* " in *" --bisect "*) exit 129 ;; esac
exit 3
