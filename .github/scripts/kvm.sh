#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Lets this user use KVM, because the device belongs to root on GitHub's machines.  Without a device
# there is nothing to do; vmtest.sh reports it.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "$(dirname "$0")/common.sh"
: "${KVM_DEVICE:=/dev/kvm}" "${UDEV_RULES:=/etc/udev/rules.d}"

if [ ! -e "$KVM_DEVICE" ]; then
	annotation warning "KVM" "this machine has no $KVM_DEVICE"
elif [ ! -w "$KVM_DEVICE" ]; then
	echo 'KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"' |
		as_root tee "$UDEV_RULES/99-kvm-for-all.rules"
	as_root udevadm control --reload-rules
	as_root udevadm trigger --name-match=kvm --settle
	[ -w "$KVM_DEVICE" ] || annotation warning "KVM" "$KVM_DEVICE is still not writable for $(id -un)"
fi
