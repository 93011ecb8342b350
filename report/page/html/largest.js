// SPDX-License-Identifier: GPL-2.0-only
// Shows the largest changes from the first kernel to the last one, as bars with intervals.
'use strict';

const LARGEST = 5;

// Returns the largest changes that compare reports, each with its factor and the interval of that.
function largest(series) {
	const last = series.kernels.length - 1;
	return series.operations.map(o => [o, worsening(o, last), o.cells[last], o.cells[0]])
		.filter(([, by, cell, base]) => by && cell.by && cell.value !== undefined && base && base.value > 0)
		.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, LARGEST)
		.map(([operation, , cell, base]) => {
			const [factor, ...ends] = cell.by.map(v => 1 + v / base.value);
			return {operation, cell, base, factor, ends};
		});
}

// Factors are on a logarithmic scale: double and half are equally long.
function lengthOf(factor) {
	return Math.log(Math.max(factor, 1e-3));
}

// A bar from no change to the factor, with the interval as a whisker.  most is the longest one.
function bar({cell, factor, ends}, most) {
	const at = f => 150 + 145 * Math.max(-1, Math.min(1, lengthOf(f) / most));
	const svg = shape('svg', {viewBox: '0 0 300 18', class: 'bar', role: 'img'});
	const kind = cell.change.kind === 'worse' ? 'worse' : 'better';
	svg.append(shape('title', {}, `times ${figure(factor)} [${ends.map(figure).join(', ')}]`),
		shape('line', {x1: 150, x2: 150, y1: 0, y2: 18, class: 'axis'}),
		shape('rect', {x: Math.min(at(1), at(factor)), width: Math.abs(at(factor) - at(1)), y: 4, height: 10, class: kind}),
		shape('line', {x1: at(ends[0]), x2: at(ends[1]), y1: 9, y2: 9, class: 'end'}),
		...ends.map(end => shape('line', {x1: at(end), x2: at(end), y1: 5, y2: 13, class: 'end'})));
	return svg;
}

function showLargest(series, shown) {
	const changes = series.kernels.length > 1 ? largest(series) : [], place = byId('largest');
	byId('changes').hidden = !changes.length;
	if (!changes.length)
		return;
	const most = Math.max(...changes.flatMap(c => [c.factor, ...c.ends]).map(f => Math.abs(lengthOf(f))));
	byId('changeshead').textContent = plain(`The largest changes from ${series.kernels[0].label} to ${series.kernels.at(-1).label}`);
	place.replaceChildren(...changes.map(change => {
		const {operation, cell, base} = change, link = element('a', '', ...breakable(operation.name));
		link.href = hashOf(operation.name, shown);
		return element('tr', '', element('th', '', link), element('td', '', bar(change, most)),
			element('td', cell.change.kind, `${figure(base.value)} → ${figure(cell.value)} ${operation.unit}, ${changeText(cell.change, true)}`));
	}));
}
