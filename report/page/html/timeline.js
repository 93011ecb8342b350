// SPDX-License-Identifier: GPL-2.0-only
// Draws an operation over the kernels of a store, or over the dates of their runs.
'use strict';

// The first start of the kernel's files, in milliseconds.
function startOf(kernel) {
	return Math.min(...kernel.files.map(f => Date.parse(f.run.started)).filter(t => !Number.isNaN(t)));
}

function dayOf(time) {
	return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : '?';
}

// The points in order: by the order of the kernels, at equal distances, or by their dates.
function timePoints(operation, kernels, wanted, by) {
	const points = kernels.map((kernel, i) => ({kernel, i, cell: operation.cells[i], time: startOf(kernel)}))
		.filter(p => wanted(p.i) && p.cell && p.cell.value !== undefined);
	if (by === 'date')
		points.sort((a, b) => a.time - b.time || a.i - b.i);
	const first = points.length && points[0].time, last = points.length && points.at(-1).time;
	points.forEach((p, n) => {
		p.at = by === 'date' && last > first ? (p.time - first) / (last - first) : points.length > 1 ? n / (points.length - 1) : 0.5;
	});
	return points;
}

// Draws a limit over the width of each point, and names it where it is another one.
function timeLimits(svg, points, x, y, high) {
	const half = (x(1) - x(0)) / Math.max(2 * (points.length - 1), 2);
	for (const p of points)
		for (const end of (p.cell.range || []).filter(e => e !== null && e <= high)) {
			const line = shape('line', {class: 'limit', x1: Math.max(x(p.at) - half, x(0)), x2: Math.min(x(p.at) + half, x(1)), y1: y(end), y2: y(end)});
			line.append(shape('title', {}, `${p.kernel.label}: limit ${p.cell.limit}`));
			svg.append(line);
		}
}

// Writes the names or days below the points that have room.
function nameTimes(svg, points, x, by, bottom) {
	let end = -Infinity;
	points.forEach((p, n) => {
		const text = by === 'date' ? dayOf(p.time) : shorten(p.kernel.label, 20), half = 4 * text.length;
		const at = Math.min(Math.max(x(p.at), half + 2), 2 * WIDTH - half - 2);
		if (at - half < end + 8)
			return;
		svg.append(shape('text', {class: 'dim', x: at, y: bottom + 17, 'text-anchor': 'middle'}, text));
		end = at + half;
	});
}

// Returns null if there are less than two points.  A second operation has hollow points.
function timelineChart(operations, kernels, wanted, by) {
	const rows = operations.map(o => timePoints(o, kernels, wanted, by)).filter(r => r.length);
	const points = rows.flat(), cells = points.map(p => p.cell);
	if (points.length < 2)
		return null;
	const width = 2 * WIDTH, left = 60, top = 10, bottom = 190;
	const svg = chart(bottom + 26, by === 'date' ? 'Timeline by date' : 'Timeline by kernel', width);
	const most = Math.max(...cells.map(c => Math.max(c.ci[1], c.value)), 1e-9);
	const high = Math.max(most, ...nearLimits(cells, most)) * 1.04;
	const low = Math.min(0, ...cells.map(c => Math.min(c.ci[0], c.value)));
	const y = v => bottom - (v - low) / (high - low) * (bottom - top), x = at => left + 12 + at * (width - left - 40);

	gridLines(svg, ticks(low, high, 4), y, left, width - RIGHT);
	rows.forEach((row, n) => {
		timeLimits(svg, row, x, y, high);
		svg.append(shape('polyline', {class: 'way', points: row.map(p => `${x(p.at)},${y(p.cell.value)}`).join(' ')}));
		for (const p of row) {
			const dot = shape('circle', {class: colour(p.i) + (n ? ' over' : ''), cx: x(p.at), cy: y(p.cell.value), r: 4});
			dot.append(shape('title', {}, `${p.kernel.label}, ${dayOf(p.time)}: ${shownFigure(p.cell)} ${operations[n].unit}`));
			svg.append(shape('line', {class: 'whisker ' + colour(p.i), x1: x(p.at), x2: x(p.at), y1: y(p.cell.ci[0]), y2: y(p.cell.ci[1])}), dot);
		}
	});
	nameTimes(svg, rows[0], x, by, bottom);
	return svg;
}
