// SPDX-License-Identifier: GPL-2.0-only
// Charts, as SVG.
'use strict';

const WIDTH = 400, LEFT = 126, RIGHT = 14;

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

// The way from the kernel before: what compare says of these two.
function stepOf(operation, i) {
	const cell = operation.cells[i];
	return i && cell ? cell.step || cell.change : undefined;
}

// Which kernel that is: the one before, or the last before it that measured the operation.
function stepFrom(operation, i) {
	const step = operation.cells[i].step;
	return !step ? 0 : step.from === undefined ? i - 1 : step.from;
}

function whisker(svg, i, x, y, [from, to]) {
	for (const [x1, x2, y1, y2] of [[from, to, 0, 0], [from, from, -6, 6], [to, to, -6, 6]])
		svg.append(shape('line', {class: 'whisker ' + colour(i), x1: x(x1), x2: x(x2), y1: y + y1, y2: y + y2}));
}

// Below a kernel's name how it got from the one before to here.
function nameKernel(svg, operation, kernels, i, y) {
	const step = stepOf(operation, i);
	svg.append(shape('text', {x: LEFT - 8, y: step ? y - 2 : y + 4, 'text-anchor': 'end'}, shorten(kernels[i].label, 17)));
	if (!step)
		return;
	const text = shape('text', {class: 'step ' + step.kind, x: LEFT - 8, y: y + 13, 'text-anchor': 'end'}, changeText(step));
	text.append(shape('title', {}, `${changeText(step)}, against ${kernels[stepFrom(operation, i)].label}`));
	svg.append(text);
}

// A row for each kernel, in order: the figure, its interval as a bar, and the way from one
// to the next.  From 0, so that lengths can be compared.
function intervalChart(operation, kernels) {
	const row = 36, top = 6, bottom = top + row * kernels.length;
	const svg = chart(bottom + 36, 'Figure and interval of each kernel, in order');
	const measured = operation.cells.filter(c => c && c.value !== undefined);
	const high = Math.max(...measured.map(c => Math.max(c.ci[1], c.value)), 1e-9) * 1.03;
	const low = Math.min(0, ...measured.map(c => Math.min(c.ci[0], c.value)));
	const x = v => LEFT + (v - low) / (high - low) * (WIDTH - LEFT - RIGHT);
	const y = i => top + row * (i + 0.5);
	const points = operation.cells.map((c, i) => c && c.value !== undefined ? `${x(c.value)},${y(i)}` : '').filter(p => p);

	for (const t of ticks(low, high, 4)) {
		svg.append(shape('line', {class: 'grid', x1: x(t), x2: x(t), y1: top, y2: bottom}));
		svg.append(shape('text', {class: 'dim', x: x(t), y: bottom + 15, 'text-anchor': 'middle'}, tickText(t)));
	}
	svg.append(shape('text', {class: 'dim', x: WIDTH - RIGHT, y: bottom + 31, 'text-anchor': 'end'}, operation.unit));
	svg.append(shape('polyline', {class: 'way', points: points.join(' ')}));
	kernels.forEach((kernel, i) => {
		const cell = operation.cells[i];
		nameKernel(svg, operation, kernels, i, y(i));
		if (!cell || cell.value === undefined) {
			svg.append(shape('text', {class: 'dim', x: LEFT + 6, y: y(i) + 4}, cell && cell.verdict ? cell.verdict : 'not there'));
			return;
		}
		whisker(svg, i, x, y(i), cell.ci);
		svg.append(shape('circle', {class: colour(i), cx: x(cell.value), cy: y(i), r: 4}));
	});
	return svg;
}

const TAIL = ['P50', 'P95', 'P99', 'P99.9', 'max'];
// Also told apart where one lies on another.
const DASHES = ['', '7 3', '2 3', '9 3 2 3'];

// From the 1, 2 or 5 times a power of ten below to that above; marks at these, or where
// there would be many at the powers alone.
function logScale(values, from, to) {
	const positive = values.filter(v => v > 0);
	const least = Math.min(...positive), most = Math.max(...positive);
	let marks = [];
	for (let p = Math.floor(Math.log10(least)); p <= Math.ceil(Math.log10(most)); p++)
		marks.push(...[1, 2, 5].map(f => Number(`${f}e${p}`)));
	const first = Math.max(0, marks.findLastIndex(m => m <= least));
	const last = Math.max(first + 1, marks.findIndex(m => m >= most));
	marks = marks.slice(first, last + 1);
	const low = Math.log10(marks[0]), high = Math.log10(marks[marks.length - 1]);
	const place = v => from + (Math.max(Math.log10(Math.max(v, 1e-300)), low) - low) / (high - low) * (to - from);
	return {place, marks: marks.length > 9 ? marks.filter(m => Number.isInteger(Math.log10(m))) : marks};
}

// Percentiles of single operations, a curve for each kernel; null where there are none.
function tailChart(operation, kernels) {
	const curves = operation.cells.map((c, i) => ({tail: c && c.tail, i})).filter(c => c.tail);
	const all = curves.flatMap(c => c.tail.slice(0, TAIL.length));
	if (!all.some(v => v > 0))
		return null;
	const top = 10, bottom = 180, left = 60;
	const svg = chart(bottom + 30 + 18 * curves.length, 'Tail latency of each kernel');
	const {place: y, marks} = logScale(all, bottom, top);
	const x = i => left + i * (WIDTH - left - 2 * RIGHT) / (TAIL.length - 1);

	for (const mark of marks) {
		svg.append(shape('line', {class: 'grid', x1: left, x2: WIDTH - RIGHT, y1: y(mark), y2: y(mark)}));
		svg.append(shape('text', {class: 'dim', x: left - 6, y: y(mark) + 4, 'text-anchor': 'end'}, tickText(mark)));
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
