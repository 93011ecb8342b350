// SPDX-License-Identifier: GPL-2.0-only
// Reads the data of the page, which leave out what is said once already.
'use strict';

// The columns of report/page/columns.h: each also has the member of a cell that it is of, the member
// within that if there is one, and how many elements that has if it is an array.
function columnsOf(columns) {
	const list = Object.entries(columns).map(([key, {from = 0, texts, rows}]) => {
		const [name, inner] = key.split('.');
		return {name, inner, from, texts, rows, n: 0};
	});
	for (const column of list)
		if (/^\d+$/.test(column.inner))
			for (const other of list.filter(c => c.name === column.name))
				other.n = Math.max(other.n, Number(column.inner) + 1);
	return list;
}

// Makes the cells of a row.  A cell without any member is null.
function cellsOf(columns, row, n) {
	const cells = Array(n).fill(null);
	for (const {name, inner, from, texts, rows, n: elements} of columns)
		for (let i = from; i < n; i++) {
			const found = Array.isArray(rows[row]) ? rows[row][i - from] : rows[row];
			if (found === undefined || found === null)
				continue;
			const value = texts ? texts[found] : found;
			cells[i] = cells[i] || {};
			if (inner === undefined)
				cells[i][name] = value;
			else
				(cells[i][name] = cells[i][name] || (elements ? Array(elements).fill(null) : {}))[inner] = value;
		}
	return cells;
}

// Writes a change in percent, of which the data have only the numbers, as compare does.
function fullChange(change) {
	const [by, low, high] = change.split(' ').map(v => (v.startsWith('-') ? '-' : '+') + Math.abs(v).toFixed(1));
	return /^[-\d.]+ [-\d.]+ [-\d.]+$/.test(change) ? `${by} % [${low}, ${high}]` : change;
}

function fillChanges(cells, kinds) {
	for (const change of cells.flatMap(c => c ? [c.change, c.step] : []).filter(c => c)) {
		change.kind = kinds[change.kind];
		if (change.change)
			change.change = fullChange(change.change);
	}
}

function readData(text) {
	const data = JSON.parse(text);
	for (const series of data.series) {
		const columns = columnsOf(series.columns);
		series.operations.forEach((operation, row) => {
			operation.cells = cellsOf(columns, row, series.kernels.length);
			operation.source = (operation.source || []).map(part => data.sources[part]);
			fillChanges(operation.cells, series.kinds);
		});
		const said = columnsOf(series.said);
		series.claims.forEach((claim, row) => {
			claim.kernels = cellsOf(said, row, series.kernels.length);
		});
	}
	return data;
}
