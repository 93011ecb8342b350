# SPDX-License-Identifier: GPL-2.0-only
"""Attributes figures in instructions to the functions of the kernel.

    trace    reads what the plugin of QEMU wrote (vm/plugin)
    x86      what an instruction does, as far as it matters here
    symbols  which function an address belongs to
    walk     follows the calls of a window
    figures  which windows a figure is made from, and how
    explain  all of it for one boot: python3 -m vm.explain

Nothing here knows how a program is made.  What is measured is what the guest says (bench/engine/trace.h).
"""
