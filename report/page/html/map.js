// SPDX-License-Identifier: GPL-2.0-only
// Shows all operations at a glance: families by kernels, with a row of pixels for each operation.
'use strict';

// More kernels than this have their names upright.
const WIDE_NAMES = 4;

// Returns [name, operations] of the families that have any, in their order.
function familiesOf(series) {
	return series.families.map((name, i) => [name, series.operations.filter(o => o.family === i)])
		.filter(([, members]) => members.length);
}

// A kernel alone has no changes: its verdicts are shown.
const VERDICT_STATES = {fail: 'worse', undecided: 'open', pass: 'better'};

function stateOf(operation, i, alone) {
	const cell = operation.cells[i];
	if (!cell || (cell.value === undefined && cell.verdict !== 'fail' && !(cell.change && cell.change.kind === 'broken')))
		return 'gone';
	if (alone)
		return VERDICT_STATES[cell.verdict] || '';
	return cell.change && ['unsure', 'waived'].includes(cell.change.kind) ? 'open' : '';
}

// One row of pixels per operation, in the colour of its cell in the table, which it leads to.
function pixelRow(operation, i, shown, alone) {
	const colours = heat(operation, i), cell = operation.cells[i];
	const node = element('a', `pixel ${stateOf(operation, i, alone)}`);
	node.href = hashOf(operation.name, shown);
	node.tabIndex = -1;
	node.title = plain(`${operation.name}: ${cell && cell.value !== undefined ? shownFigure(cell) + ' ' + operation.unit : 'not measured'}` +
		(cell && cell.change ? `, ${changeText(cell.change)}` : ''));
	if (colours)
		node.style.backgroundColor = `rgba(var(--${colours[0]}-back), ${Math.min(1, 0.25 + 1.3 * colours[1]).toFixed(2)})`;
	return node;
}

// Cuts the families into three parts, which stand side by side where there is room, so that the
// highest is as low as it can be.
function mapParts(families) {
	const ends = [0], n = families.length;
	for (const [, members] of families)
		ends.push(ends.at(-1) + Math.max(20, 4 * members.length + 6));
	let best = {most: Infinity};
	for (let i = 0; i <= n; i++)
		for (let k = i; k <= n; k++) {
			const most = Math.max(ends[i], ends[k] - ends[i], ends[n] - ends[k]);
			if (most < best.most)
				best = {most, i, k};
		}
	return [families.slice(0, best.i), families.slice(best.i, best.k), families.slice(best.k)].filter(p => p.length);
}

function mapTable(families, columns, shown, filter) {
	const alone = columns[0].i === 0, wide = columns.length <= WIDE_NAMES;
	const head = element('tr', '', element('th', ''), ...columns.map(({kernel}) =>
		element('th', wide ? '' : 'upright', element('span', '', shorten(kernel.label, wide ? 24 : 14)))));
	return element('table', '', head, ...families.map(([name, members]) => {
		const button = element('button', '', name, ' ', element('span', 'dim', members.length));
		button.type = 'button';
		button.title = plain(`show only ${name} in the table`);
		button.addEventListener('click', () => filter(name));
		return element('tr', '', element('th', '', button),
			...columns.map(({i}) => element('td', '', ...members.map(o => pixelRow(o, i, shown, alone)))));
	}));
}

// filter(name) is called for a click on the name of a family.
function showMap(series, shown, filter) {
	const columns = series.kernels.map((kernel, i) => ({kernel, i})).slice(series.kernels.length > 1 ? 1 : 0);
	byId('maplegend').textContent = plain(series.kernels.length > 1 ?
		`One row of pixels is one operation, in the colour of its change against ${series.kernels[0].label}: red is worse, green is better, amber is unsure, hollow is not measured. Select it to see the operation, or a family to see only that.` :
		'One row of pixels is one operation, in the colour of its verdict: green passed, red failed, amber is undecided, hollow is not measured. Select it to see the operation, or a family to see only that.');
	byId('families').replaceChildren(...mapParts(familiesOf(series)).map(part => mapTable(part, columns, shown, filter)));
}
