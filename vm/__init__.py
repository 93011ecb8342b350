# SPDX-License-Identifier: GPL-2.0-only
"""Boots kernels under QEMU and measures in each: the package behind ../vmtest.sh.

A name becomes a Kernel (names, providers/, entry).  A Kernel and the options of test_progs become a
guest (initramfs, guestargs, qemu, modes, arch/).  A guest is booted (boot, run) and judged (judge).
run.json records the outcome (manifest), and everything that is shown is read from it (report,
table).  guest/ has the files that run in the guest.
"""
