// SPDX-License-Identifier: GPL-2.0-only
// The heat map of operations by kernel, and what stands behind a row.
'use strict';

const SHOW = {
	all: ['everything', () => true],
	changed: ['what changed', o => o.cells.some(c => c && c.change && ['worse', 'better', 'broken', 'repaired'].includes(c.change.kind))],
	worse: ['what got worse', o => o.cells.some(c => c && c.change && ['worse', 'broken'].includes(c.change.kind))],
	failed: ['failed or noisy', o => o.cells.some(c => c && ['fail', 'noisy'].includes(c.verdict))],
	skipped: ['skipped', o => o.cells.some(c => c && c.verdict === 'skip')],
};
const ORDER = {
	worst: ['worst first', (a, b) => a.rank - b.rank],
	name: ['by name', (a, b) => a.name < b.name ? -1 : 1],
	dearest: ['dearest first', (a, b) => dearest(b) - dearest(a)],
};

function dearest(operation) {
	return Math.max(-1e300, ...operation.cells.map(c => c && c.value !== undefined ? c.value : -1e300));
}

// The colour is by the factor to the first kernel's figure, full at two; what is not a
// reported change has none.
function heat(operation, i) {
	const cell = operation.cells[i], kind = cell && cell.change && cell.change.kind;
	if (kind === 'broken')
		return ['worse', 0.55];
	if (kind === 'repaired')
		return ['better', 0.55];
	if (kind !== 'worse' && kind !== 'better')
		return null;
	const base = operation.cells[0].value, factor = cell.value > 0 && base > 0 ? Math.abs(Math.log2(cell.value / base)) : 1;
	return [kind, 0.1 + 0.45 * Math.min(factor, 1)];
}

function changeText(change) {
	if (change.kind === 'none')
		return '~';
	if (change.kind === 'worse' || change.kind === 'better')
		return change.change.replace(/ \[.*/, '') + ' ' + change.word;
	return change.word;
}

function heatCell(operation, i) {
	const cell = operation.cells[i];
	if (!cell || !cell.verdict)
		return element('td', 'none', cell && cell.change ? cell.change.word : '-');
	const measured = cell.value !== undefined;
	const td = element('td', measured ? '' : 'none', measured ? figure(cell.value) : cell.verdict.toUpperCase());
	const colours = heat(operation, i);
	if (cell.change)
		td.append(element('small', cell.change.kind, changeText(cell.change)));
	if (measured && (cell.verdict === 'fail' || cell.verdict === 'noisy'))
		td.append(element('small', cell.verdict === 'fail' ? 'worse' : 'unsure', cell.verdict.toUpperCase()));
	if (cell.reason)
		td.title = plain(cell.reason);
	if (colours)
		td.style.backgroundColor = `rgba(var(--${colours[0]}-back), ${colours[1].toFixed(2)})`;
	return td;
}

function hashOf(name) {
	return '#' + encodeURIComponent(name).replaceAll('%2F', '/');
}

function heatRow(operation) {
	const link = element('a', '', operation.name);
	link.href = hashOf(operation.name);
	return element('tr', '', element('th', '', link, ' ', element('span', 'dim', operation.unit)),
		...operation.cells.map((c, i) => heatCell(operation, i)));
}

function intervalOf(cell) {
	return `${figure(cell.value)} [${figure(cell.ci[0])}, ${figure(cell.ci[1])}]`;
}

// All that is known of a cell, as rows of a table of the kernels.
const FIELDS = [
	['verdict', c => c.verdict],
	['value [95 % interval]', c => c.value !== undefined && intervalOf(c)],
	['change [95 % interval]', c => c.change && c.change.change],
	['p (q)', c => c.change && c.change.p],
	['against the first', c => c.change && c.change.word],
	['median', c => c.median !== undefined && figure(c.median)],
	...TAIL.map((name, i) => [name, c => c.tail && figure(c.tail[i])]),
	['timed alone', c => c.tail && c.tail[5]],
	['quiet', c => c.quiet !== undefined && Math.round(100 * c.quiet) + ' %'],
	['boots', c => c.boots],
	['rounds', c => c.rounds],
	['runs', c => c.runs],
	['errors', c => c.errors],
	['limit', c => c.limit],
	['beside it', c => c.note && `${c.note[0]}: ${c.note[1]}`],
	['why', c => [c.reason, c.change && c.change.why].filter(w => w).join('; ')],
];

function cellsTable(operation, kernels) {
	const cells = operation.cells.map(c => c || {});
	const table = element('table', '', element('tr', '', element('th', '', ''), ...kernels.map(k => element('td', '', k.label))));
	for (const [name, get] of FIELDS) {
		const values = cells.map(get).map(v => v || v === 0 ? v : '-');
		if (values.some(v => v !== '-'))
			table.append(element('tr', '', element('th', '', name), ...values.map(v => element('td', '', v))));
	}
	return table;
}

function drawing(svg, caption) {
	return element('figure', '', svg, element('figcaption', '', caption));
}

function detailRow(operation, data) {
	const charts = element('div', 'charts', drawing(intervalChart(operation, data.kernels), `Cost in ${operation.unit}, with its interval; ${operation.better} is better`));
	const tail = tailChart(operation, data.kernels);
	if (tail)
		charts.append(drawing(tail, `Single operations, in ${operation.unit}: percentiles, on a logarithmic scale`));
	const inner = element('div', 'inner', element('h3', '', operation.name), charts, element('div', 'scroll', cellsTable(operation, data.kernels)));
	const claims = data.claims.filter(c => c.operation === operation.name);
	for (const claim of claims)
		inner.append(element('p', 'note', `Published ${claim.published} [${claim.source}], claim ${claim.id}: `,
			claim.kernels.map((k, i) => `${data.kernels[i].label} ${k.verdict}${k.measured ? ' ' + k.measured : ''}`).join('; ')));
	const td = element('td', 'detail', inner);
	td.colSpan = 1 + data.kernels.length;
	return element('tr', 'more', td);
}

class Heat {
	constructor(data) {
		this.data = data;
		this.body = document.querySelector('#heat tbody');
		this.rows = data.operations.map((operation, rank) => {
			const row = {name: operation.name, rank, cells: operation.cells, operation, node: heatRow(operation), detail: null};
			row.text = [operation.name, operation.unit, ...operation.cells.map(c => c ? [c.verdict, c.reason, c.change && c.change.word].join(' ') : '')].join(' ').toLowerCase();
			return row;
		});
		this.byName = new Map(this.rows.map(r => [r.name, r]));
		document.querySelector('#heat thead').append(element('tr', '', element('th', '', 'operation'), ...data.kernels.map(k => element('th', '', k.label))));
	}

	order(compare) {
		this.rows.sort(compare);
		this.body.replaceChildren(...this.rows.flatMap(r => r.detail ? [r.node, r.detail] : [r.node]));
	}

	// Every word has to be somewhere in the row.  Returns how many are shown.
	filter(words, wanted) {
		let n = 0;
		for (const row of this.rows) {
			const shown = wanted(row.operation) && words.every(w => row.text.includes(w));
			row.node.hidden = !shown;
			if (row.detail)
				row.detail.hidden = !shown;
			n += shown;
		}
		return n;
	}

	// Opens a row's charts, also when the filter hides the row; another one's close.
	open(name) {
		for (const row of this.rows)
			if (row.detail) {
				row.detail.remove();
				row.detail = null;
				row.node.classList.remove('here');
			}
		const row = this.byName.get(name);
		if (!row)
			return false;
		row.node.hidden = false;
		row.node.classList.add('here');
		row.detail = detailRow(row.operation, this.data);
		row.node.after(row.detail);
		row.node.scrollIntoView();
		return true;
	}
}
