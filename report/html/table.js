// SPDX-License-Identifier: GPL-2.0-only
// The heat map of operations by kernel, and what stands behind a row.
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

// How much worse a kernel made it: above 0 worse, below better, 0 for no reported change.
function worsening(operation, i) {
	const cell = operation.cells[i], kind = cell && cell.change && cell.change.kind;
	const sign = {worse: 1, broken: 1, better: -1, repaired: -1, none: 0, unsure: 0}[kind];
	return sign === undefined ? null : sign && sign * (factorOf(operation, i) + 1);
}

// What rows are ordered by, in numbers or texts, the least first; null comes last.
const ORDER = {
	worst: ['worst first', row => row.rank],
	name: ['by name', row => row.name],
	dearest: ['dearest first', row => -dearest(row.operation)],
};

// Of a kernel's column: the first by its figures, the others by their changes.
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

// The factor to the first kernel's figure, as a power of two; 1000 where there is none.
function factorOf(operation, i) {
	const base = operation.cells[0] && operation.cells[0].value, value = operation.cells[i].value;
	return value > 0 && base > 0 ? Math.abs(Math.log2(value / base)) : 1000;
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
	return [kind, 0.1 + 0.45 * Math.min(factorOf(operation, i), 1)];
}

// As compare says it, whole or without the interval.
function changeText(change, whole) {
	if (change.kind === 'none')
		return '~';
	if (change.kind === 'worse' || change.kind === 'better')
		return (change.change ? change.change.replace(whole ? '' : / \[.*/, '') + ' ' : '') + change.word;
	return change.word;
}

// Marked where its interval is wide.
function shownFigure(cell) {
	return (cell.imprecise ? '~' : '') + figure(cell.value);
}

function heatCell(operation, i) {
	const cell = operation.cells[i];
	if (!cell || !cell.verdict)
		return element('td', 'none', cell && cell.change ? changeText(cell.change) : '-');
	const measured = cell.value !== undefined;
	const td = element('td', measured ? '' : 'none', measured ? shownFigure(cell) : cell.verdict.toUpperCase());
	const colours = heat(operation, i);
	if (cell.change)
		td.append(element('small', cell.change.kind, changeText(cell.change)));
	if (measured && (cell.verdict === 'fail' || cell.verdict === 'undecided'))
		td.append(element('small', cell.verdict === 'fail' ? 'worse' : 'unsure', cell.verdict.toUpperCase()));
	if (cell.reason)
		td.title = plain(cell.reason);
	if (colours)
		td.style.backgroundColor = `rgba(var(--${colours[0]}-back), ${colours[1].toFixed(2)})`;
	return td;
}

function heatRow(operation) {
	return element('tr', '', element('th', '', element('a', '', ...breakable(operation.name)), ' ', element('span', 'dim', operation.unit)),
		...operation.cells.map((c, i) => heatCell(operation, i)));
}

function intervalOf(cell) {
	return `${shownFigure(cell)} [${figure(cell.ci[0])}, ${figure(cell.ci[1])}]`;
}

// All that is known of a cell, as rows of a table of the kernels.
const FIELDS = [
	['verdict', c => c.verdict],
	['value [95 % interval]', c => c.value !== undefined && intervalOf(c)],
	['against the first', c => c.change && changeText(c.change, true)],
	['p (q)', c => c.change && c.change.p],
	['against the one before', (c, i, step) => step],
	['median', c => c.median !== undefined && figure(c.median)],
	...TAIL.map((name, i) => [name, c => c.tail && figure(c.tail[i])]),
	['timed alone', c => c.tail && c.tail[5]],
	['core cycles', c => c.cycles !== undefined && figure(c.cycles)],
	['core', c => c.core],
	['exclusive core', c => c.quiet !== undefined && Math.round(100 * c.quiet) + ' % of the samples'],
	['boots', c => c.value !== undefined && (c.boots || 1)],
	['rounds', c => c.rounds],
	['runs', c => c.runs],
	['errors', c => c.value !== undefined && (c.errors || 0)],
	['limit', c => c.limit],
	['beside it', c => c.note && `${c.note[0]}: ${c.note[1]}`],
	['why', c => [c.reason, c.change && c.change.why].filter(w => w).join('; ')],
];

// Only where the one before is not the first already.
function stepText(operation, kernels, i) {
	const step = i > 1 && stepOf(operation, i);
	if (!step)
		return '';
	const from = stepFrom(operation, i), whom = from === i - 1 ? '' : ` (against ${kernels[from].label})`;
	return changeText(step, true) + whom + (step.why ? `: ${step.why}` : '');
}

function cellsTable(operation, kernels) {
	const cells = operation.cells.map(c => c || {});
	const steps = operation.cells.map((c, i) => stepText(operation, kernels, i));
	const table = element('table', '', element('tr', '', element('th', '', ''), ...kernels.map(k => element('td', '', k.label))));
	for (const [name, get] of FIELDS) {
		const values = cells.map((c, i) => get(c, i, steps[i])).map(v => v || v === 0 ? v : '-');
		if (values.some(v => v !== '-'))
			table.append(element('tr', '', element('th', '', name), ...values.map(v => element('td', '', v))));
	}
	return table;
}

function drawing(svg, caption) {
	return element('figure', '', svg, element('figcaption', '', caption));
}

function detailRow(operation, data) {
	const way = data.kernels.length > 1 ? ', and how it changed from kernel to kernel' : '';
	const charts = element('div', 'charts', drawing(intervalChart(operation, data.kernels), `In ${operation.unit}, with its interval${way}; ${operation.better} is better`));
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
	// order(how): what a click on a heading asks for.
	constructor(data, order) {
		this.data = data;
		this.orders = ordersOf(data.kernels);
		this.body = document.querySelector('#heat tbody');
		this.rows = data.operations.map((operation, rank) => {
			const row = {name: operation.name, rank, cells: operation.cells, operation, node: heatRow(operation), detail: null};
			row.link = row.node.querySelector('a');
			row.text = [operation.name, operation.unit, ...operation.cells.map(c => c ? [c.verdict, c.reason, c.change && c.change.word].join(' ') : '')].join(' ').toLowerCase();
			return row;
		});
		this.byName = new Map(this.rows.map(r => [r.name, r]));
		this.makeHeadings(order);
	}

	makeHeadings(order) {
		const button = (text, how) => {
			const node = element('button', '', text);
			node.type = 'button';
			node.dataset.order = how;
			node.title = plain(this.orders[how][0]);
			node.addEventListener('click', () => order(this.current === how ? '-' + how : how));
			return node;
		};
		this.headings = [button('operation', 'name'), button('impact', 'worst'), ...this.data.kernels.map((k, i) => button(k.label, `k${i}`))];
		const [name, impact, ...columns] = this.headings;
		document.querySelector('#heat thead').replaceChildren(element('tr', '', element('th', '', name, ' ', impact), ...columns.map(c => element('th', '', c))));
	}

	// "-name" is "name" backwards.
	order(how) {
		this.current = how;
		this.rows.sort(comparer(this.orders, how));
		this.body.replaceChildren(...this.rows.flatMap(r => r.detail ? [r.node, r.detail] : [r.node]));
		for (const button of this.headings) {
			const at = how.replace('-', '') === button.dataset.order ? (how.startsWith('-') ? 'up' : 'down') : '';
			button.className = at;
			button.setAttribute('aria-pressed', String(at !== ''));
		}
	}

	// Where the rows lead to, with the rest of what is shown.
	link(shown) {
		for (const row of this.rows)
			row.link.href = hashOf(row.name, shown);
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
