// SPDX-License-Identifier: GPL-2.0-only
// Which rows the table shows, and in which order.
'use strict';

const SHOW = {
	all: ['everything', () => true],
	changed: ['what changed', o => o.cells.some(c => c && c.change && ['worse', 'better', 'broken', 'repaired'].includes(c.change.kind))],
	worse: ['what got worse', o => o.cells.some(c => c && c.change && ['worse', 'broken'].includes(c.change.kind))],
	failed: ['failed or undecided', o => o.cells.some(c => c && ['fail', 'undecided'].includes(c.verdict))],
	skipped: ['skipped', o => o.cells.some(c => c && c.verdict === 'skip')],
};

function dearest(operation) {
	return Math.max(...operation.cells.map(c => c && c.value !== undefined ? c.value : -Infinity));
}

// Returns how much worse an operation got: above 0 worse, below 0 better, 0 if no change is
// reported.
function worsening(operation, i) {
	const cell = operation.cells[i], kind = cell && cell.change && cell.change.kind;
	const sign = {worse: 1, broken: 1, better: -1, repaired: -1, none: 0, unsure: 0, waived: 0}[kind];
	return sign === undefined ? null : sign && sign * (factorOf(operation, i) + 1);
}

// Rows are sorted by these keys, the smallest first.  null comes last.
const ORDER = {
	worst: ['worst first', row => row.rank],
	name: ['by name', row => row.name],
	dearest: ['dearest first', row => -dearest(row.operation)],
};

// The column of the first kernel sorts by figures, those of the others by changes.
function ordersOf(kernels) {
	const columns = kernels.map((kernel, i) => [`k${i}`, i ?
		[`by change of ${kernel.label}`, row => { const w = worsening(row.operation, i); return w === null ? null : -w; }] :
		[`by figure of ${kernel.label}`, row => { const c = row.cells[0]; return c && c.value !== undefined ? -c.value : null; }]]);
	return {...ORDER, ...Object.fromEntries(columns)};
}

function comparer(orders, order) {
	const sign = order.startsWith('-') ? -1 : 1;
	const [, key] = Object.hasOwn(orders, order.replace('-', '')) ? orders[order.replace('-', '')] : ORDER.worst;
	return (a, b) => {
		const x = key(a), y = key(b);
		if (x === null || y === null)
			return (x === null) - (y === null) || a.rank - b.rank;
		return sign * (x < y ? -1 : x > y ? 1 : 0) || a.rank - b.rank;
	};
}
