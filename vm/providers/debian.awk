# SPDX-License-Identifier: GPL-2.0-only
#
# Of a suite's Packages file the packages that kernels are made of, one a line.
# Up to 6.18 a kernel is linux-image-*; from 6.19 it is linux-binary-*, its modules
# are in linux-modules-*, its configuration in linux-base-*.

function wanted() {
	if (field["Package"] !~ /^linux-(image|binary|modules|base)-[0-9].*-amd64(-unsigned)?$/ ||
	    field["Package"] ~ /-(rt|dbg)-amd64/)
		return 0
	# What is called linux-image-* and has no image is a few kB.
	return field["Package"] !~ /^linux-(image|binary)-/ || field["Installed-Size"] > 5000
}

function emit(	upstream) {
	if (wanted()) {
		upstream = field["Version"]
		sub(/-[^-]*$/, "", upstream)
		print upstream, field["Package"], field["Version"], suite, field["SHA256"], field["Size"],
			uri field["Filename"]
	}
	delete field
}

BEGIN { OFS = "\t" }
/^$/ { emit(); next }
/^(Package|Version|Installed-Size|Filename|Size|SHA256): / { field[substr($1, 1, length($1) - 1)] = $2 }
END { emit() }
