// SPDX-License-Identifier: GPL-2.0-only
// Draws which functions of the kernel a figure consists of: flame graphs of two kernels and of what
// changed between them, and the functions as bars.
'use strict';

// The height of a frame, and the widest graph.  A character of a label takes so much.
const FRAME = 19, WIDEST = 900, CHARACTER = 7.3;
// The functions that have bars.
const MOST_BARS = 12;
// Less than this is the rounding of sums.
const LEAST_FIGURE = 0.005;
const OTHERS = 'others';

// The values of a node by kernel, in instructions.  An empty one is that of the kernel before.
function ownOf(values, n) {
	const own = [];
	for (let i = 0; i < n; i++)
		own.push(values[i] ? parseInt(values[i], 36) / 100 : i ? own[i - 1] : 0);
	return own;
}

// Reads the text of a tree (report/page/flame_tree.h).  Returns its root, whose name is empty.
function readTree(text, names, n) {
	const root = {name: '', own: Array(n).fill(0), above: null, below: []};
	let before = root;
	for (const part of text.split(';').filter(p => p)) {
		const [up, name, ...values] = part.split(',');
		let above = before;
		for (let levels = parseInt(up, 36) || 0; levels > 0 && above.above; levels--)
			above = above.above;
		// What is not told apart has no name.
		const node = {name: name ? names[parseInt(name, 36)] : OTHERS, own: ownOf(values, n), above, below: []};
		above.below.push(node);
		before = node;
	}
	return root;
}

// Returns which functions an operation consists of: its tree, how many nodes of it are told as
// others, and for each kernel true, or why it is not explained.  Null if nothing is known.
function flamesOf(series, operation) {
	const {names, reasons, rows} = series.flames || {rows: {}}, n = series.kernels.length;
	const row = rows[series.operations.indexOf(operation)];
	if (!row)
		return null;
	const states = (Array.isArray(row[0]) ? row[0] : Array(n).fill(row[0]))
		.map(state => state === true ? true : state === null ? 'no explanation is beside its result file' : reasons[state]);
	return {states, left: row[2] || 0, root: row[1] === undefined ? null : readTree(row[1], names, n)};
}

function walkTree(node, visit) {
	visit(node);
	for (const below of node.below)
		walkTree(below, visit);
}

// The functions: name and values by kernel.
function functionsOf(root) {
	const found = new Map();
	walkTree(root, node => {
		if (!node.above)
			return;
		const values = found.get(node.name) || node.own.map(() => 0);
		found.set(node.name, values.map((v, i) => v + node.own[i]));
	});
	return [...found].map(([name, values]) => ({name, values}));
}

function signed(value) {
	return (value < 0 ? '-' : '+') + Math.abs(value).toFixed(2);
}

// What a node takes with all that it calls.
function takenBy(node, i) {
	return node.below.reduce((sum, below) => sum + takenBy(below, i), node.own[i]);
}

// A graph of one kernel, or of the change from a to b: how wide a node is, its colour, and what is
// said of it.  What the baseline takes more has no width.
function graphOf(label, i) {
	return {label, size: node => Math.max(node.own[i], 0), paint: () => [colour(i), 0.32],
		say: node => `${figure(takenBy(node, i))} instructions, ${figure(node.own[i])} of them in itself`};
}

function changeGraph(label, a, b) {
	return {
		label, size: node => Math.max(node.own[a], node.own[b], 0),
		paint: node => {
			const [old, now] = [takenBy(node, a), takenBy(node, b)], change = now - old;
			return Math.abs(change) < LEAST_FIGURE ? ['same', 1] :
				[change > 0 ? 'worse' : 'better', 0.15 + 0.65 * Math.min(Math.abs(change) / Math.max(Math.abs(old), Math.abs(now)), 1)];
		},
		say: node => `${figure(takenBy(node, a))} to ${figure(takenBy(node, b))} instructions (${signed(takenBy(node, b) - takenBy(node, a))}), in itself ${figure(node.own[a])} to ${figure(node.own[b])}`,
	};
}

// Adds to each node its width with all above it, and returns how many levels have any.
function measureTree(node, graph, depth = 0) {
	let levels = depth;
	node.size = graph.size(node);
	for (const below of node.below) {
		levels = Math.max(levels, measureTree(below, graph, depth + 1));
		node.size += below.size;
	}
	return node.size > LEAST_FIGURE ? levels : depth - 1;
}

// Draws a node and all that it calls above it.  choose(node) is called when it is selected.
function drawFrames(svg, node, at, graph, choose) {
	const {x, width, level, levels} = at, y = (levels - level) * FRAME;
	const name = node.above ? node.name : 'all', [kind, opacity] = graph.paint(node);
	const frame = shape('g', {class: 'frame', tabindex: 0, role: 'button', 'aria-label': plain(name)});
	frame.append(shape('rect', {class: kind, x, y, width: Math.max(width - 1, 0.5), height: FRAME - 1, 'fill-opacity': opacity.toFixed(2)}),
		shape('title', {}, `${name}: ${graph.say(node)}`));
	const room = Math.floor((width - 8) / CHARACTER);
	if (room > 2)
		frame.append(shape('text', {x: x + 4, y: y + 13}, shorten(name, room)));
	frame.addEventListener('click', () => choose(node));
	frame.addEventListener('keydown', e => e.key === 'Enter' && choose(node));
	svg.append(frame);
	let from = x;
	for (const below of node.below) {
		const part = node.size ? below.size / node.size * width : 0;
		if (below.size > LEAST_FIGURE)
			drawFrames(svg, below, {...at, x: from, width: part, level: level + 1}, graph, choose);
		from += part;
	}
}

// Returns the flame graph of a tree, which shows what is above a selected frame in the whole width.
function flameGraph(root, graph, width) {
	const box = element('div');
	const show = node => {
		const levels = measureTree(node, graph), svg = chart((levels + 1) * FRAME, graph.label, width);
		drawFrames(svg, node, {x: 0, width, level: 0, levels}, graph, chosen => show(chosen === node ? root : chosen));
		box.replaceChildren(svg);
	};
	show(root);
	return box;
}

// The functions in the order of their change, or of a single kernel of their size.
function barsOrder(functions, a, b) {
	const by = a === b ? f => Math.abs(f.values[a]) : f => Math.abs(f.values[b] - f.values[a]);
	return functions.filter(f => by(f) >= LEAST_FIGURE).sort((f, g) => by(g) - by(f));
}

function barText(f, a, b) {
	const has = i => Math.abs(f.values[i]) >= LEAST_FIGURE;
	const side = i => has(i) ? f.values[i].toFixed(2) : '-';
	return a === b ? side(a) : `${signed(f.values[b] - f.values[a])}: ${side(a)} to ${side(b)}`;
}

// Draws the functions that changed most: a bar for each of the kernels.
function functionBars(functions, kernels, a, b) {
	const chosen = barsOrder(functions, a, b).slice(0, MOST_BARS), sides = a === b ? [a] : [a, b];
	const high = Math.max(...chosen.flatMap(f => sides.map(i => f.values[i])), LEAST_FIGURE);
	const row = 20 + 8 * sides.length, svg = chart(row * chosen.length, 'Functions that changed most');
	chosen.forEach((f, n) => {
		const y = row * n, text = barText(f, a, b);
		svg.append(shape('text', {x: 0, y: y + 13}, shorten(f.name, Math.floor((WIDTH - 4) / CHARACTER - text.length - 2))),
			shape('text', {class: a === b ? 'dim' : f.values[b] > f.values[a] ? 'worse' : 'better', x: WIDTH, y: y + 13, 'text-anchor': 'end'}, text));
		sides.forEach((i, k) => {
			const bar = shape('rect', {class: 'bar-of ' + colour(i), x: 0, y: y + 18 + 8 * k, width: Math.max(f.values[i], 0) / high * WIDTH, height: 6});
			bar.append(shape('title', {}, `${kernels[i].label}: ${f.name}: ${f.values[i].toFixed(2)} instructions`));
			svg.append(bar);
		});
	});
	return svg;
}

// Which two kernels are compared: those of the address, "0.2", or the first and the last that are
// explained.
function comparedKernels(text, states, wanted) {
	const explained = states.flatMap((state, i) => state === true ? [i] : []), shown = explained.filter(wanted);
	const from = shown.length ? shown : explained, [a, b] = text.split('.').map(Number);
	return [from.includes(a) ? a : from[0], from.includes(b) ? b : from.at(-1)];
}

function kernelSelect(kernels, states, value, change) {
	const select = element('select');
	fill(select, kernels.flatMap((k, i) => states[i] === true ? [[i, k.label]] : []));
	select.value = value;
	select.addEventListener('change', () => change(Number(select.value)));
	return select;
}

function flameNote(flames, series) {
	const {least, most} = series.flames;
	const left = flames.left ? ` "${OTHERS}" are ${flames.left} frames of less than ${100 * least} % of the operation, or beyond the ${most} largest.` : '';
	return element('p', 'note', `The width of a frame is how many instructions a function takes with all that it calls, which is above it. Select a frame to have it in the whole width, and again to see all.${left}`);
}

// Returns what the details of an operation say of its functions.  choose(what) is called with what
// else is to be shown.
function flamesBox(operation, series, shown, choose) {
	const flames = flamesOf(series, operation), kernels = series.kernels;
	if (!flames)
		return [];
	const lacking = flames.states.flatMap((state, i) => state === true ? [] : [`${kernels[i].label}: ${state}`]);
	const why = lacking.length ? [element('p', 'note', `Not explained: ${lacking.join('; ')}.`)] : [];
	if (!flames.root)
		return why;
	const [a, b] = comparedKernels(shown.why, flames.states, wantedKernels(shown.k, kernels.length));
	const width = Math.min(Math.max(byId('grid').clientWidth - 60, 300), WIDEST);
	const graphs = [a, ...a === b ? [] : [b]].map(i => [graphOf(`Flame graph of ${kernels[i].label}`, i), kernels[i].label]);
	if (a !== b)
		graphs.push([changeGraph('Flame graph of the change', a, b),
			'The change: a frame is as wide as the larger of both. Red takes more, green fewer, in full colour if it is new or gone, and grey the same']);
	const pick = element('div', 'tools', element('label', '', 'Functions of ', kernelSelect(kernels, flames.states, a, i => choose({why: `${i}.${b}`}))),
		element('label', '', 'and ', kernelSelect(kernels, flames.states, b, i => choose({why: `${a}.${i}`}))));
	return [pick, ...why, flameNote(flames, series), element('div', 'charts flames',
		element('figure', '', functionBars(functionsOf(flames.root), kernels, a, b), element('figcaption', '', a === b ? 'The largest functions, in instructions' : 'The functions that changed most, in instructions')),
		...graphs.map(([graph, caption]) => element('figure', 'flame', flameGraph(flames.root, graph, width), element('figcaption', '', caption))))];
}
