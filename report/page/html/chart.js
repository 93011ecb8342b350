// SPDX-License-Identifier: GPL-2.0-only
// Parts of charts: scales, colours, and the frame of an SVG.
'use strict';

const WIDTH = 400, LEFT = 126, RIGHT = 14;
// Different dashes tell curves apart that lie on each other.
const DASHES = ['', '7 3', '2 3', '9 3 2 3'];

function chart(height, label, width = WIDTH) {
	return shape('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': plain(label)});
}

// Returns about n round numbers from low to high.
function ticks(low, high, n) {
	const rough = (high - low) / n || 1;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= rough) || rough;
	const list = [];
	for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && list.length < 50; i++)
		list.push(i * step);
	return list;
}

// Long numbers have no room beside an axis: 200000000 is 200M.
function tickText(value) {
	const size = Math.abs(value);
	const [unit, name] = size < 1e5 ? [1, ''] : size < 1e6 ? [1e3, 'k'] : size < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
	return Number((value / unit).toPrecision(6)) + name;
}

function colour(i) {
	return 'c' + i % 10;
}

function dash(i) {
	return DASHES[i % DASHES.length];
}

// The scale starts and ends at 1, 2 or 5 times a power of ten.  Its marks are these numbers, or
// only the powers of ten if there would be too many.
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

// Draws the marks of a vertical axis with their lines.
function gridLines(svg, marks, y, left, right) {
	for (const mark of marks) {
		svg.append(shape('line', {class: 'grid', x1: left, x2: right, y1: y(mark), y2: y(mark)}));
		svg.append(shape('text', {class: 'dim', x: left - 6, y: y(mark) + 4, 'text-anchor': 'end'}, tickText(mark)));
	}
}

function whisker(svg, i, x, y, [from, to], half = 6) {
	for (const [x1, x2, y1, y2] of [[from, to, 0, 0], [from, from, -half, half], [to, to, -half, half]])
		svg.append(shape('line', {class: 'whisker ' + colour(i), x1: x(x1), x2: x(x2), y1: y + y1, y2: y + y2}));
}

// What is drawn together: the operation on each shown kernel, and the one that is laid over it.
// Each has the number of its kernel among all, whose colour it has.  The captions name the operation
// that is laid over, so its curves are only called hollow.
function laidTogether(operations, kernels, has) {
	return operations.flatMap((operation, n) => kernels
		.map((kernel, i) => ({operation, over: n > 0, cell: operation.cells[i], i: kernel.i === undefined ? i : kernel.i, label: (n ? 'hollow, ' : '') + kernel.label}))
		.filter(curve => curve.cell && has(curve.cell)));
}

// Names the curves below a chart, each with its line.
function nameCurves(svg, curves, left, top) {
	curves.forEach((curve, n) => {
		const at = top + 18 * n;
		svg.append(shape('line', {class: 'line ' + colour(curve.i), x1: left, x2: left + 40, y1: at - 4, y2: at - 4, 'stroke-dasharray': curve.over ? '1 3' : dash(curve.i)}));
		svg.append(shape('text', {x: left + 48, y: at}, shorten(curve.label, 42)));
	});
}
