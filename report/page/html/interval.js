// SPDX-License-Identifier: GPL-2.0-only
// Draws the figure of an operation on each kernel, and its rounds.
'use strict';

// A limit that is further away than this would leave the figures too small to compare.
const FAR_LIMIT = 2;

// The change from the previous kernel that measured the operation.
function stepOf(operation, i) {
	const cell = operation.cells[i];
	return i && cell ? cell.step || cell.change : undefined;
}

// The index of that kernel: the previous one, or the last earlier one that measured the operation.
function stepFrom(operation, i) {
	const step = operation.cells[i].step;
	return !step ? 0 : step.from === undefined ? i - 1 : step.from;
}

// Writes the name of a kernel, and below it the change from the previous one.
function nameKernel(svg, operation, kernels, i, y) {
	const step = stepOf(operation, i);
	svg.append(shape('text', {x: LEFT - 8, y: step ? y - 2 : y + 4, 'text-anchor': 'end'}, shorten(kernels[i].label, 13)));
	if (!step)
		return;
	const text = shape('text', {class: 'step ' + step.kind, x: LEFT - 8, y: y + 13, 'text-anchor': 'end'}, changeText(step));
	text.append(shape('title', {}, `${changeText(step)}, against ${kernels[stepFrom(operation, i)].label}`));
	svg.append(text);
}

// The ends of the limits that are near enough to be drawn.
function nearLimits(cells, most) {
	return cells.flatMap(c => c.range || []).filter(end => end !== null && end <= FAR_LIMIT * most);
}

// Draws a limit as a dashed line through its row, where it is within the scale.
function drawLimit(svg, cell, x, y, high) {
	for (const end of (cell.range || []).filter(e => e !== null && e <= high)) {
		const line = shape('line', {class: 'limit', x1: x(end), x2: x(end), y1: y - 15, y2: y + 15});
		line.append(shape('title', {}, `limit ${cell.limit}`));
		svg.append(line);
	}
}

function drawFigure(svg, curve, x, y) {
	whisker(svg, curve.i, x, y, curve.cell.ci);
	svg.append(shape('circle', {class: colour(curve.i) + (curve.over ? ' over' : ''), cx: x(curve.cell.value), cy: y, r: 4}));
}

// Draws a row for each kernel: the figure, its interval as a bar, and the change from the previous
// kernel.  The axis starts at 0, so that lengths can be compared.  A second operation is drawn
// below the first in each row.
function intervalChart(operations, kernels) {
	const operation = operations[0], row = 36, top = 6, bottom = top + row * kernels.length;
	const svg = chart(bottom + 36, 'Figure and interval of each kernel, in order');
	const curves = laidTogether(operations, kernels, c => c.value !== undefined);
	const cells = curves.map(c => c.cell), most = Math.max(...cells.map(c => Math.max(c.ci[1], c.value)), 1e-9);
	const high = Math.max(most, ...nearLimits(cells, most)) * 1.03;
	const low = Math.min(0, ...cells.map(c => Math.min(c.ci[0], c.value)));
	const x = v => LEFT + (v - low) / (high - low) * (WIDTH - LEFT - RIGHT);
	const y = i => top + row * (i + 0.5);
	const points = curves.filter(c => !c.over).map(c => `${x(c.cell.value)},${y(c.i)}`);

	for (const t of ticks(low, high, 4)) {
		svg.append(shape('line', {class: 'grid', x1: x(t), x2: x(t), y1: top, y2: bottom}));
		svg.append(shape('text', {class: 'dim', x: x(t), y: bottom + 15, 'text-anchor': 'middle'}, tickText(t)));
	}
	svg.append(shape('text', {class: 'dim', x: WIDTH - RIGHT, y: bottom + 31, 'text-anchor': 'end'}, operation.unit));
	svg.append(shape('polyline', {class: 'way', points: points.join(' ')}));
	kernels.forEach((kernel, i) => {
		const cell = operation.cells[i];
		nameKernel(svg, operation, kernels, i, y(i));
		if (!cell || cell.value === undefined)
			svg.append(shape('text', {class: 'dim', x: LEFT + 6, y: y(i) + 4}, cell && cell.verdict ? cell.verdict : 'not measured'));
		else
			drawLimit(svg, cell, x, y(i), high);
	});
	for (const curve of curves)
		drawFigure(svg, curve, x, y(curve.i) + (curve.over ? 12 : 0));
	return svg;
}

const PLACES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';

// Returns the figures of the rounds.  Without a strip all of them are equal.
function roundsOf(cell) {
	if (!cell.strip)
		return cell.value === undefined || !cell.rounds ? [] : Array(Math.min(cell.rounds, 2)).fill(cell.value);
	const [low, high, places] = cell.strip;
	return [...places].map(p => low + (high - low) * PLACES.indexOf(p) / (PLACES.length - 1));
}

// Draws a strip for each kernel, with a mark for each round.  The axis only has what was measured,
// so that it shows how the rounds are spread.
function roundsChart(operations, kernels) {
	const curves = laidTogether(operations, kernels, c => roundsOf(c).length);
	const all = curves.flatMap(c => roundsOf(c.cell));
	if (!all.length)
		return null;
	const row = 20, top = 4, bottom = top + row * curves.length;
	const least = Math.min(...all), most = Math.max(...all), room = (most - least) * 0.03 || Math.abs(most) * 0.05 || 1;
	const low = least - room, high = most + room;
	const x = v => LEFT + (v - low) / (high - low) * (WIDTH - LEFT - RIGHT);
	const svg = chart(bottom + 20, 'The rounds of each kernel');

	for (const t of ticks(low, high, 3)) {
		svg.append(shape('line', {class: 'grid', x1: x(t), x2: x(t), y1: top, y2: bottom}));
		svg.append(shape('text', {class: 'dim', x: Math.min(x(t), WIDTH - 3 * RIGHT), y: bottom + 15, 'text-anchor': 'middle'}, tickText(t)));
	}
	curves.forEach((curve, n) => {
		const y = top + row * n;
		svg.append(shape('text', {x: LEFT - 8, y: y + 14, 'text-anchor': 'end'}, shorten(curve.label, 13)));
		for (const round of roundsOf(curve.cell))
			svg.append(shape('line', {class: 'round ' + colour(curve.i), x1: x(round), x2: x(round), y1: y + 3, y2: y + row - 3}));
	});
	return svg;
}
