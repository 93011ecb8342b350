// SPDX-License-Identifier: GPL-2.0-only
// Reads the data of the page, which leave out what is said once already.
'use strict';

// Makes the cells of a row of its columns: report/page/columns.h.  A cell without any member is
// null.
function cellsOf(columns, n) {
	const cells = Array(n).fill(null);
	for (const [key, values] of Object.entries(columns)) {
		const [name, inner] = key.replace('=', '').split('.');
		for (let i = 0; i < n; i++) {
			const value = key.endsWith('=') ? values : values[i];
			if (value === undefined || value === null)
				continue;
			cells[i] = cells[i] || {};
			if (inner)
				cells[i][name] = {...cells[i][name], [inner]: value};
			else
				cells[i][name] = value;
		}
	}
	return cells;
}

// A kernel that says the same of a claim as the one before it has null.
function fillClaims(claims) {
	for (const {kernels} of claims)
		kernels.forEach((said, i) => {
			kernels[i] = said || kernels[i - 1];
		});
}

function readData(text) {
	const data = JSON.parse(text);
	for (const series of data.series) {
		for (const operation of series.operations) {
			operation.cells = cellsOf(operation.columns, series.kernels.length);
			operation.source = (operation.source || []).map(part => data.sources[part]);
		}
		fillClaims(series.claims);
	}
	return data;
}
