// SPDX-License-Identifier: GPL-2.0-only
// The figures and changes of the table, with their words and colours.
'use strict';

// Returns the factor to the figure of the first kernel as a power of two; 1000 if there is none.
function factorOf(operation, i) {
	const base = operation.cells[0] && operation.cells[0].value, value = operation.cells[i].value;
	return value > 0 && base > 0 ? Math.abs(Math.log2(value / base)) : 1000;
}

// The colour shows the factor to the figure of the first kernel and is full at two.  Only reported
// changes have a colour.
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

// The words of the changes whose data have none.
const USUAL = {none: '~', worse: 'slower', better: 'faster'};

// The words of compare for a change, with or without the interval.
function changeText(change, whole) {
	const word = change.word || USUAL[change.kind];
	if (change.kind === 'worse' || change.kind === 'better')
		return (change.change ? change.change.replace(whole ? '' : / \[.*/, '') + ' ' : '') + word;
	return word;
}

// Marks a figure with a wide interval.
function shownFigure(cell) {
	return (cell.imprecise ? '~' : '') + figure(cell.value);
}

// In a table of many kernels the sign and the colour stand for the word.
function shortChange(change) {
	const percent = change.change && / \[/.test(change.change) && change.change.replace(/ \[.*/, '');
	return percent && ['worse', 'better'].includes(change.kind) ? percent : changeText(change);
}

function titleOf(cell) {
	const change = cell.change && cell.change.kind !== 'none' ? [changeText(cell.change, true), cell.change.why] : [];
	return plain([...change, cell.reason].filter(t => t).join('; '));
}

function heatCell(operation, i, short) {
	const cell = operation.cells[i];
	if (!cell || !cell.verdict)
		return element('td', 'none', cell && cell.change ? changeText(cell.change) : '-');
	const measured = cell.value !== undefined;
	const td = element('td', measured ? '' : 'none', measured ? shownFigure(cell) : cell.verdict.toUpperCase());
	const colours = heat(operation, i);
	if (cell.change)
		td.append(element('small', cell.change.kind, short ? shortChange(cell.change) : changeText(cell.change)));
	if (measured && (cell.verdict === 'fail' || cell.verdict === 'undecided'))
		td.append(element('small', cell.verdict === 'fail' ? 'worse' : 'unsure', cell.verdict.toUpperCase()));
	td.title = titleOf(cell);
	if (colours)
		td.style.backgroundColor = `rgba(var(--${colours[0]}-back), ${colours[1].toFixed(2)})`;
	return td;
}

function heatRow(operation) {
	const short = operation.cells.length > 3;
	return element('tr', '', element('th', '', element('a', '', ...breakable(operation.name)), ' ', element('span', 'dim', operation.unit)),
		...operation.cells.map((c, i) => heatCell(operation, i, short)));
}
