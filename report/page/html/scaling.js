// SPDX-License-Identifier: GPL-2.0-only
// Draws how operations grow with the number in their names: entries, sizes, programs, CPUs.
'use strict';

const FIRST_CURVES = 8;
const CURVE_WIDTH = 280, CURVE_LEFT = 48;

// What a number counts, by the name with "*" in its place.
const DIMENSIONS = [
	[/^contention_perf\/.*_\*$/, 'CPUs'],
	[/_(rate|loss|latency)_\w+_\*/, 'events per second'],
	[/entries_\*|lpm_trie_\w*\*|memlock_\*|^mem_perf\/\w+_\*/, 'entries'],
	[/_key_\*/, 'bytes of key'],
	[/_value_\*/, 'bytes of value'],
	[/_\*_progs$/, 'programs'],
	[/(attach|detach)_\*/, 'functions'],
	[/storage_get_\*/, 'maps'],
	[/_call_\*/, 'elements'],
	[/get_stack\w*_\*/, 'frames'],
	[/batch_(perf_)?\*|wakeup_\*/, 'events together'],
	[/memory_buffers_\*/, 'MB of buffers'],
];

function dimensionOf(key, unit) {
	const found = DIMENSIONS.find(([pattern]) => pattern.test(key));
	return unit === 'hz' ? 'Hz' : found ? found[1] : 'bytes';
}

const NUMBER = /^(\d+)(k|m|hz|mb)?$/;
const FACTORS = {k: 1e3, m: 1e6};

// Returns the curves that a name may be a point of: [key, dimension, value, text].  A function as
// the value depends on the kernel.
function placesOf(name) {
	const tokens = name.split('_'), places = [];
	tokens.forEach((token, i) => {
		const [, digits, unit] = NUMBER.exec(token) || [];
		if (digits === undefined || !i)
			return;
		const key = [...tokens.slice(0, i), '*', ...tokens.slice(i + 1)].join('_');
		places.push([key, dimensionOf(key, unit), digits * (FACTORS[unit] || 1), token]);
	});
	if (/^contention_perf\/.*_all$/.test(name))
		places.push([name.replace(/all$/, '*'), 'CPUs', kernel => kernel.environment.cpus_online, 'all']);
	if (/_all_cpus$/.test(name))
		places.push([name.replace(/all_cpus$/, '*_cpus'), 'CPUs', kernel => kernel.environment.cpus_online, 'all']);
	if (/_memory_(all|cpu)$/.test(name))
		places.push([name.replace(/(all|cpu)$/, '*'), 'CPUs', name.endsWith('cpu') ? 1 : kernel => kernel.environment.cpus_possible, name.endsWith('cpu') ? '1' : 'all']);
	return places;
}

// The operation without a number is that of one program or CPU.
function addSingles(curves, byName) {
	for (const [key, curve] of curves)
		for (const rest of ['_*_progs', '_*_cpus']) {
			const one = key.endsWith(rest) && byName.get(key.slice(0, -rest.length));
			if (one)
				curve.points.push({operation: one, value: 1, text: '1'});
		}
}

// The figures of a curve on a kernel, in order: {x, cell, operation, text}.
function pointsOn(curve, kernel, i) {
	return curve.points.map(({operation, value, text}) => ({operation, text, cell: operation.cells[i], x: typeof value === 'function' ? value(kernel) : value}))
		.filter(p => p.x > 0 && p.cell && p.cell.value !== undefined)
		.sort((a, b) => a.x - b.x);
}

function spans(points) {
	return points.length > 1 && points.at(-1).x > points[0].x;
}

// How much the curve changed at most, so that what is worth a look comes first.
function changeOfCurve(curve) {
	return Math.max(0, ...curve.points.flatMap(({operation}) =>
		operation.cells.map((c, i) => i ? Math.abs(worsening(operation, i) || 0) % 1000 : 0)));
}

// Returns the curves with at least two different points on a kernel.
function curvesOf(series) {
	const curves = new Map();
	for (const operation of series.operations)
		for (const [key, dimension, value, text] of placesOf(operation.name)) {
			const curve = curves.get(key) || {key, dimension, unit: operation.unit, points: []};
			if (curve.unit === operation.unit)
				curve.points.push({operation, value, text});
			curves.set(key, curve);
		}
	addSingles(curves, new Map(series.operations.map(o => [o.name, o])));
	return [...curves.values()].filter(curve => series.kernels.some((k, i) => spans(pointsOn(curve, k, i))))
		.sort((a, b) => (b.points.length > 2) - (a.points.length > 2) || changeOfCurve(b) - changeOfCurve(a) || (a.key < b.key ? -1 : 1));
}

function scaleOfCurve(lines) {
	const points = lines.flatMap(l => l.points);
	const low = Math.log(Math.min(...points.map(p => p.x))), high = Math.log(Math.max(...points.map(p => p.x)));
	const most = Math.max(...points.map(p => Math.max(p.cell.value, p.cell.ci[1])), 1e-9) * 1.05;
	const least = Math.min(0, ...points.map(p => Math.min(p.cell.value, p.cell.ci[0])));
	return {most, least,
		x: v => CURVE_LEFT + (Math.log(v) - low) / (high - low || 1) * (CURVE_WIDTH - CURVE_LEFT - 22),
		y: v => 140 - (v - least) / (most - least) * 130};
}

// Writes the numbers of the points, those that have room.
function nameValues(svg, lines, x) {
	let end = -Infinity;
	const texts = new Map(lines.flatMap(l => l.points).map(p => [p.x, p.text]));
	for (const [value, text] of [...texts].sort((a, b) => a[0] - b[0])) {
		const half = 4 * text.length;
		if (x(value) - half < end + 3)
			continue;
		svg.append(shape('text', {class: 'dim', x: Math.min(x(value), CURVE_WIDTH - 5 * text.length), y: 156, 'text-anchor': 'middle'}, text));
		end = x(value) + half;
	}
}

function drawPoint(svg, line, point, x, y, shown) {
	const link = shape('a', {href: hashOf(point.operation.name, {...shown, with: ''})});
	const dot = shape('circle', {class: colour(line.i), cx: x(point.x), cy: y(point.cell.value), r: 3.5});
	const [from, to] = point.cell.ci;
	dot.append(shape('title', {}, `${point.operation.name} on ${line.kernel.label}: ${shownFigure(point.cell)} [${figure(from)}, ${figure(to)}] ${point.operation.unit}`));
	svg.append(shape('line', {class: 'whisker ' + colour(line.i), x1: x(point.x), x2: x(point.x), y1: y(from), y2: y(to)}));
	link.append(dot);
	svg.append(link);
}

// Draws a curve for each shown kernel.  The figures start at 0, and the numbers are logarithmic.
function curveChart(curve, kernels, wanted, shown) {
	const lines = kernels.map((kernel, i) => ({kernel, i, points: wanted(i) ? pointsOn(curve, kernel, i) : []})).filter(l => l.points.length);
	const svg = chart(162, `${curve.key} by ${curve.dimension}`, CURVE_WIDTH);
	if (!lines.length)
		return svg;
	const {x, y, least, most} = scaleOfCurve(lines);
	gridLines(svg, ticks(least, most, 4), y, CURVE_LEFT, CURVE_WIDTH - 12);
	nameValues(svg, lines, x);
	for (const line of lines) {
		const points = line.points.map(p => `${x(p.x)},${y(p.cell.value)}`).join(' ');
		svg.append(shape('polyline', {class: 'line ' + colour(line.i), points, 'stroke-dasharray': dash(line.i)}));
	}
	for (const line of lines)
		for (const point of line.points)
			drawPoint(svg, line, point, x, y, shown);
	return svg;
}

// Draws the curves, the first ones at once and the others when they are asked for.
function showScaling(series, wanted, shown) {
	const curves = curvesOf(series), rest = byId('morecurves');
	const draw = curve => element('figure', '', curveChart(curve, series.kernels, wanted, shown),
		element('figcaption', '', ...breakable(curve.key), `: ${curve.unit} by ${curve.dimension}`));
	const more = curves.slice(FIRST_CURVES);

	byId('scaling').hidden = !curves.length;
	byId('curves').replaceChildren(...curves.slice(0, FIRST_CURVES).map(draw));
	rest.hidden = !more.length;
	rest.querySelector('summary').textContent = `${more.length} more curves`;
	const fill = () => rest.querySelector('.curves').replaceChildren(...rest.open ? more.map(draw) : []);
	rest.ontoggle = fill;
	fill();
}
