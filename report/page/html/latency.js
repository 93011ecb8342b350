// SPDX-License-Identifier: GPL-2.0-only
// Draws how long single operations take: percentiles as curves, and histograms.
'use strict';

const TAIL = ['P50', 'P95', 'P99', 'P99.9', 'max'];
// The share of the operations up to each of them.
const SHARES = [0.5, 0.95, 0.99, 0.999, 1];

function tailOf(cell) {
	return cell.tail.slice(0, TAIL.length);
}

// Draws the percentiles of single operations, a curve for each kernel.  Returns null if there are
// none.
function tailChart(operations, kernels) {
	const curves = laidTogether(operations, kernels, c => c.tail);
	const all = curves.flatMap(c => tailOf(c.cell));
	if (!all.some(v => v > 0))
		return null;
	const top = 10, bottom = 180, left = 60;
	const svg = chart(bottom + 30 + 18 * curves.length, 'Tail latency of each kernel');
	const {place: y, marks} = logScale(all, bottom, top);
	const x = i => left + i * (WIDTH - left - 2 * RIGHT) / (TAIL.length - 1);

	gridLines(svg, marks, y, left, WIDTH - RIGHT);
	TAIL.forEach((name, i) => svg.append(shape('text', {class: 'dim', x: x(i), y: bottom + 16, 'text-anchor': 'middle'}, name)));
	for (const curve of curves) {
		const points = tailOf(curve.cell).map((v, i) => `${x(i)},${y(v)}`).join(' ');
		svg.append(shape('polyline', {class: 'line ' + colour(curve.i), points, 'stroke-dasharray': curve.over ? '1 3' : dash(curve.i)}));
	}
	nameCurves(svg, curves, left, bottom + 34);
	return svg;
}

function percent(share) {
	return `${Number((100 * share).toPrecision(3))} %`;
}

// The bins of a histogram in powers of two: [power, count], without those of none.
function powersOf(cell) {
	const [first, ...counts] = cell.powers;
	return counts.map((count, i) => [first + i, count]).filter(([, count]) => count);
}

// The first value of a bin, of which the first one begins with 0.
function fromPower(power) {
	return power ? 2 ** power : 0;
}

// 2^10 is 1k here, and 2^20 1M.
function powerText(power) {
	const unit = Math.floor(power / 10);
	return power ? 2 ** (power - 10 * unit) + ['', 'k', 'M', 'G', 'T'][unit] : '0';
}

// Draws the bins of a histogram as bars, of which even the least is seen.
function drawPowers(svg, curve, x, y, bottom, opacity) {
	const bins = powersOf(curve.cell), all = bins.reduce((sum, [, count]) => sum + count, 0);
	for (const [power, count] of bins) {
		const top = Math.min(y(count / all), bottom - 2);
		const bin = shape('rect', {class: `power ${colour(curve.i)}`, x: x(power), y: top, width: x(power + 1) - x(power), height: bottom - top,
			'fill-opacity': opacity, 'stroke-dasharray': curve.over ? '1 3' : dash(curve.i)});
		bin.append(shape('title', {}, `${curve.label}: ${fromPower(power)} to ${2 ** (power + 1) - 1} ${curve.operation.unit}: ${count} of ${all}, ${percent(count / all)}`));
		svg.append(bin);
	}
}

// Draws the histograms of all kernels over each other.  Returns null if no file has any.
function powersChart(operations, kernels) {
	const curves = laidTogether(operations, kernels, c => c.powers);
	const powers = curves.flatMap(c => powersOf(c.cell).map(([power]) => power));
	if (!powers.length)
		return null;
	const top = 10, bottom = 180, left = 60, low = Math.min(...powers), high = Math.max(...powers) + 1;
	const svg = chart(bottom + 30 + 18 * curves.length, 'Histogram of single operations on each kernel, in powers of two');
	const x = power => left + (power - low) / (high - low) * (WIDTH - left - 2 * RIGHT), y = share => bottom - share * (bottom - top);
	const every = Math.ceil((high - low) / 10);

	for (const share of [0, 0.25, 0.5, 0.75, 1]) {
		svg.append(shape('line', {class: 'grid', x1: left, x2: WIDTH - RIGHT, y1: y(share), y2: y(share)}));
		svg.append(shape('text', {class: 'dim', x: left - 6, y: y(share) + 4, 'text-anchor': 'end'}, percent(share)));
	}
	for (let power = low; power <= high; power += every)
		svg.append(shape('text', {class: 'dim', x: x(power), y: bottom + 16, 'text-anchor': 'middle'}, powerText(power)));
	for (const curve of curves)
		drawPowers(svg, curve, x, y, bottom, (0.5 / curves.length).toFixed(3));
	nameCurves(svg, curves, left, bottom + 34);
	return svg;
}

// The bins of a histogram by percentiles: [from, to, share].  The first one has no lower end, and
// starts with the scale.
function binsOf(cell) {
	return tailOf(cell).map((to, i, tail) => [i ? tail[i - 1] : 0, to, SHARES[i] - (i ? SHARES[i - 1] : 0)]);
}

// Draws a histogram for each kernel whose file has only percentiles: its bins lie between these, and
// the darker one is, the more of the operations are in it.
function histogramChart(operations, kernels) {
	const curves = laidTogether(operations, kernels, c => c.tail && !c.powers);
	const all = curves.flatMap(c => tailOf(c.cell));
	if (!all.some(v => v > 0))
		return null;
	const row = 24, top = 4, bottom = top + row * curves.length;
	const svg = chart(bottom + 20, 'Histogram of single operations on each kernel');
	const {place: x, marks} = logScale(all, LEFT + 16, WIDTH - 2 * RIGHT);

	for (const mark of marks) {
		svg.append(shape('line', {class: 'grid', x1: x(mark), x2: x(mark), y1: top, y2: bottom}));
		svg.append(shape('text', {class: 'dim', x: x(mark), y: bottom + 15, 'text-anchor': 'middle'}, tickText(mark)));
	}
	curves.forEach((curve, n) => {
		const y = top + row * n;
		svg.append(shape('text', {x: LEFT - 8, y: y + 16, 'text-anchor': 'end'}, shorten(curve.label, 13)));
		for (const [from, to, share] of binsOf(curve.cell)) {
			const start = from > 0 ? x(from) : LEFT, end = to > 0 ? x(to) : LEFT;
			const bin = shape('rect', {class: 'bin ' + colour(curve.i), x: start, y: y + 3, width: Math.max(end - start, 1), height: row - 6,
				'fill-opacity': (0.12 + 0.78 * Math.sqrt(share)).toFixed(2)});
			bin.append(shape('title', {}, `${percent(share)}: ${from > 0 ? figure(from) : 'up'} to ${figure(to)} ${curve.operation.unit}`));
			svg.append(bin);
		}
	});
	return svg;
}
