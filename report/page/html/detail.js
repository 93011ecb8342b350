// SPDX-License-Identifier: GPL-2.0-only
// Shows all that is known of one operation.
'use strict';

function intervalOf(cell) {
	return `${shownFigure(cell)} [${figure(cell.ci[0])}, ${figure(cell.ci[1])}]`;
}

// A time of the verifier with its interval.
function timeText([time, from, to]) {
	return `${figure(time)} [${figure(from)}, ${figure(to)}]`;
}

// The figure in core cycles, if it was counted in them.
function cyclesOf(cell, operation) {
	return cell.value === undefined ? 0 : cell.cycles || (operation.cycle ? cell.value / operation.cycle : 0);
}

// The rows of the table of details.
const FIELDS = [
	['verdict', c => c.verdict],
	['value [95 % interval]', c => c.value !== undefined && intervalOf(c)],
	['against the first', c => c.change && changeText(c.change, true)],
	['p (q)', c => c.change && (c.change.p || (['none', 'worse', 'better', 'unsure'].includes(c.change.kind) ? 'exact' : ''))],
	['against the previous', (c, at) => at.step],
	['median', c => c.median !== undefined && figure(c.median)],
	...TAIL.map((name, i) => [name, c => c.tail && figure(c.tail[i])]),
	['timed one by one', c => c.tail && c.tail[5]],
	['core cycles', (c, at) => cyclesOf(c, at.operation) ? figure(cyclesOf(c, at.operation)) : ''],
	['core', (c, at) => c.core || (c.core === undefined && cyclesOf(c, at.operation) ? 'exclusive' : '')],
	['exclusive core', c => c.value !== undefined && Math.round(100 * (c.quiet === undefined ? 1 : c.quiet)) + ' % of the samples'],
	['boots', c => c.value !== undefined && (c.boots || 1)],
	['rounds', c => c.rounds],
	['runs', c => c.runs],
	['errors', c => c.value !== undefined && (c.errors || 0)],
	['limit', c => c.limit],
	['programs', c => c.program && c.program[0]],
	['instructions that the verifier processed', c => c.program && c.program[1]],
	['machine code, bytes', c => c.program && c.program[2]],
	['verification [95 % interval]', (c, at) => c.program && `${timeText(c.program.slice(3))} ${at.kernel.unit === 'insns' ? 'thousand insns' : 'us'}`],
	['note', c => c.note && `${c.note[0]}: ${c.note[1]}`],
	['why', c => [c.reason, c.change && c.change.why].filter(w => w).join('; ')],
];

// Returns "" if the previous kernel is the first one.
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
		const values = cells.map((c, i) => get(c, {operation, step: steps[i], kernel: kernels[i]})).map(v => v || v === 0 ? v : '-');
		if (values.some(v => v !== '-'))
			table.append(element('tr', '', element('th', '', name), ...values.map(v => element('td', '', v))));
	}
	return table;
}

function drawing(svg, caption) {
	return element('figure', '', svg, element('figcaption', '', caption));
}

// What the operation is, by the comment in its source.
function aboutOf(operation, series) {
	return [...operation.description ? [element('p', '', operation.description + '.')] : [],
		element('p', 'note', `Family: ${series.families[operation.family]}.`)];
}

// Where the operation is defined, and by which macros.  What is not in the BPF sources of the project
// has none.
function sourceOf(operation) {
	return operation.source.map(([where, text]) =>
		element('figure', 'source', element('figcaption', '', where), element('pre', '', sourceText(text))));
}

function timelineOf(operations, data, shown, wanted, choose) {
	const svg = timelineChart(operations, data.kernels, wanted, shown.time);
	if (!svg || data.kernels.length < 3)
		return [];
	const select = element('select');
	fill(select, [['kernel', 'by kernel'], ['date', 'by date']]);
	select.value = shown.time === 'date' ? 'date' : 'kernel';
	select.addEventListener('change', () => choose({time: select.value}));
	return [element('figure', 'wide', svg, element('figcaption', '', element('label', '', 'Timeline ', select), ` in ${operations[0].unit}; dashed is the limit`))];
}

function chartsOf(operations, data, wanted) {
	const [operation] = operations, unit = operation.unit;
	const kernels = data.kernels.map((k, i) => ({...k, i})).filter(k => wanted(k.i));
	const chosen = operations.map(o => ({...o, cells: kernels.map(k => o.cells[k.i])}));
	const some = (draw, caption) => {
		const svg = draw(chosen, kernels);
		return svg ? [drawing(svg, caption)] : [];
	};
	return [...some(roundsChart, `The rounds, in ${unit}: a mark each`),
		...some(tailChart, `Single operations, in ${unit}: percentiles, on a logarithmic scale`),
		...some(powersChart, `Histogram of single operations, in ${unit}: powers of two`),
		...some(histogramChart, `Histogram of single operations, in ${unit}: the bins end at ${TAIL.join(', ')}, and are the darker the more of them are in it`)];
}

function claimsOf(operation, data) {
	return data.claims.filter(c => c.operation === operation.name).map(claim =>
		element('p', 'note', `Published ${claim.published} [${claim.source}], claim ${claim.id}: `,
			claim.kernels.map((k, i) => `${data.kernels[i].label} ${k.verdict}${k.measured ? ' ' + k.measured : ''}`).join('; ')));
}

// choose(what) is called with what else is to be shown.
function detailRow(operation, data, shown, choose) {
	const wanted = wantedKernels(shown.k, data.kernels.length), {over, why} = overOf(operation, data, shown.with);
	const operations = over ? [operation, over] : [operation];
	const way = data.kernels.length > 1 ? ', and its changes from kernel to kernel' : '';
	const charts = element('div', 'charts',
		drawing(intervalChart(operations, data.kernels), `In ${operation.unit}, with its interval${way}; ${operation.better} is better${over ? `; hollow or dotted is ${over.name}` : ''}`),
		...chartsOf(operations, data, wanted), ...timelineOf(operations, data, shown, wanted, choose));
	const inner = element('div', 'inner', element('h3', '', operation.name), ...aboutOf(operation, data),
		overBox(operation, data, over ? over.name : '', name => choose({with: name})),
		...why ? [element('p', 'unsure', why)] : [], charts, ...flamesBox(operation, data, shown, choose),
		element('div', 'scroll', cellsTable(operation, data.kernels)), ...claimsOf(operation, data), ...sourceOf(operation));
	const td = element('td', 'detail', element('div', 'holder', inner));
	td.colSpan = 1 + data.kernels.length;
	return element('tr', 'more', td);
}
