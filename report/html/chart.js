// SPDX-License-Identifier: GPL-2.0-only
// Charts, as SVG.
'use strict';

const WIDTH = 460, LEFT = 120, RIGHT = 16;

function chart(height, label) {
	return shape('svg', {viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': plain(label)});
}

// Round numbers, about n of them, from low to high.
function ticks(low, high, n) {
	const rough = (high - low) / n || 1;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= rough) || rough;
	const list = [];
	for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && list.length < 50; i++)
		list.push(i * step);
	return list;
}

function tickText(value) {
	return String(Number(value.toPrecision(6)));
}

function colour(i) {
	return 'c' + i % 10;
}

// A line for each kernel: the figure, and its interval as a bar.  From 0, so that lengths
// can be compared.
function intervalChart(operation, kernels) {
	const row = 26, top = 8, bottom = top + row * kernels.length;
	const svg = chart(bottom + 34, 'Figure and interval of each kernel');
	const measured = operation.cells.filter(c => c && c.value !== undefined);
	const high = Math.max(...measured.map(c => Math.max(c.ci[1], c.value)), 1e-9) * 1.03;
	const low = Math.min(0, ...measured.map(c => Math.min(c.ci[0], c.value)));
	const x = v => LEFT + (v - low) / (high - low) * (WIDTH - LEFT - RIGHT);

	for (const t of ticks(low, high, 5)) {
		svg.append(shape('line', {class: 'grid', x1: x(t), x2: x(t), y1: top, y2: bottom}));
		svg.append(shape('text', {class: 'dim', x: x(t), y: bottom + 15, 'text-anchor': 'middle'}, tickText(t)));
	}
	svg.append(shape('text', {class: 'dim', x: WIDTH - RIGHT, y: bottom + 30, 'text-anchor': 'end'}, operation.unit));
	kernels.forEach((kernel, i) => {
		const cell = operation.cells[i], y = top + row * (i + 0.5);
		svg.append(shape('text', {x: LEFT - 8, y: y + 4, 'text-anchor': 'end'}, shorten(kernel.label, 17)));
		if (!cell || cell.value === undefined) {
			svg.append(shape('text', {class: 'dim', x: LEFT + 6, y: y + 4}, cell && cell.verdict ? cell.verdict : 'not there'));
			return;
		}
		const [from, to] = cell.ci;
		for (const [x1, x2, y1, y2] of [[from, to, 0, 0], [from, from, -6, 6], [to, to, -6, 6]])
			svg.append(shape('line', {class: 'whisker ' + colour(i), x1: x(x1), x2: x(x2), y1: y + y1, y2: y + y2}));
		svg.append(shape('circle', {class: colour(i), cx: x(cell.value), cy: y, r: 4}));
	});
	return svg;
}

const TAIL = ['P50', 'P95', 'P99', 'P99.9', 'max'];
// Also told apart where one lies on another.
const DASHES = ['', '7 3', '2 3', '9 3 2 3'];

function logScale(values, from, to) {
	const positive = values.filter(v => v > 0);
	let low = Math.floor(Math.log10(Math.min(...positive))), high = Math.ceil(Math.log10(Math.max(...positive)));
	if (high === low)
		high++;
	const place = v => from + (Math.log10(Math.max(v, 10 ** low)) - low) / (high - low) * (to - from);
	const powers = [];
	for (let p = low; p <= high; p++)
		powers.push(10 ** p);
	return {place, powers};
}

// Percentiles of single operations, a curve for each kernel; null where there are none.
function tailChart(operation, kernels) {
	const curves = operation.cells.map((c, i) => ({tail: c && c.tail, i})).filter(c => c.tail);
	const all = curves.flatMap(c => c.tail.slice(0, TAIL.length));
	if (!all.some(v => v > 0))
		return null;
	const top = 10, bottom = 180, left = 56;
	const svg = chart(bottom + 30 + 18 * curves.length, 'Tail latency of each kernel');
	const {place: y, powers} = logScale(all, bottom, top);
	const x = i => left + i * (WIDTH - left - 2 * RIGHT) / (TAIL.length - 1);

	for (const p of powers) {
		svg.append(shape('line', {class: 'grid', x1: left, x2: WIDTH - RIGHT, y1: y(p), y2: y(p)}));
		svg.append(shape('text', {class: 'dim', x: left - 6, y: y(p) + 4, 'text-anchor': 'end'}, tickText(p)));
	}
	TAIL.forEach((name, i) => svg.append(shape('text', {class: 'dim', x: x(i), y: bottom + 16, 'text-anchor': 'middle'}, name)));
	curves.forEach((curve, n) => {
		const dash = DASHES[curve.i % DASHES.length], at = bottom + 34 + 18 * n;
		const points = curve.tail.slice(0, TAIL.length).map((v, i) => `${x(i)},${y(v)}`).join(' ');
		svg.append(shape('polyline', {class: 'line ' + colour(curve.i), points, 'stroke-dasharray': dash}));
		svg.append(shape('line', {class: 'line ' + colour(curve.i), x1: left, x2: left + 40, y1: at - 4, y2: at - 4, 'stroke-dasharray': dash}));
		svg.append(shape('text', {x: left + 48, y: at}, shorten(kernels[curve.i].label, 50)));
	});
	return svg;
}

// What is published as a grey range, what was measured as a point with its interval.
function claimChart(claim, said) {
	const [value, from, to] = said.figure;
	const [low, high] = claim.range;
	const values = [value, from, to, low, high].filter(v => v !== null && v > 0);
	const svg = shape('svg', {viewBox: '0 0 200 20', role: 'img', 'aria-label': 'published range and measured figure'});
	if (!values.length || value === null)
		return svg;
	const {place} = logScale(values, 6, 194);
	const x = v => v > 0 ? place(v) : 6;
	const start = low === null ? 0 : x(low), end = high === null ? 200 : x(high);
	svg.append(shape('rect', {class: 'range', x: start, y: 4, width: Math.max(end - start, 3), height: 12}));
	svg.append(shape('line', {class: 'whisker c0', x1: x(from === null ? value : from), x2: to === null ? 200 : x(to), y1: 10, y2: 10}));
	svg.append(shape('circle', {class: 'c0', cx: x(value), cy: 10, r: 4}));
	return svg;
}
