// SPDX-License-Identifier: GPL-2.0-only
// Shows published figures beside the measured ones of one kernel.
'use strict';

const CLAIM_CLASS = {HOLDS: 'better', DEARER: 'worse', CHEAPER: 'unsure', UNDECIDED: 'unsure'};

// Draws the published range in grey, and the measured figure as a point with its interval.
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

function claimRow(claim, said, measured, shown) {
	const link = element(measured ? 'a' : 'span', '', ...breakable(claim.operation));
	if (measured)
		link.href = hashOf(claim.operation, shown);
	return element('tr', '', element('th', '', link, element('small', 'dim', claim.id)),
		element('td', CLAIM_CLASS[said.verdict] || 'dim', said.verdict),
		element('td', '', ...breakable(claim.published)), element('td', '', said.measured || '-'),
		element('td', '', said.figure ? claimChart(claim, said) : ''), element('td', '', claim.source),
		element('td', '', claim.confidence), element('td', '', said.remark || ''));
}

function listClaims(series, shown) {
	const table = byId('claims'), all = byId('claimall');
	const i = Number(byId('claimkernel').value), counts = new Map();
	const names = new Set(series.operations.map(o => o.name));
	const rows = [];

	for (const claim of series.claims) {
		const said = claim.kernels[i];
		counts.set(said.verdict, (counts.get(said.verdict) || 0) + 1);
		if (said.figure || all.checked)
			rows.push(claimRow(claim, said, names.has(claim.operation), shown));
	}
	table.tBodies[0].replaceChildren(...rows);
	byId('claimcount').textContent = plain([...counts].map(([v, n]) => `${n} ${v}`).join(', '));
}

function showClaims(series, shown) {
	const kernel = byId('claimkernel');

	kernel.replaceChildren(...series.kernels.map((k, i) => new Option(plain(k.label), i)));
	kernel.value = series.kernels.length - 1;
	byId('published').hidden = !series.claims.length;
	listClaims(series, shown);
}

// list shows the claims for the selected kernel.
function setUpClaims(list) {
	const heads = ['operation, claim', 'verdict', 'published', 'measured', '', 'source', 'confidence', ''];
	const tools = byId('claimtools');

	document.querySelector('#claims thead').append(element('tr', '', ...heads.map(h => element('th', '', h))));
	tools.addEventListener('input', list);
	tools.addEventListener('submit', e => e.preventDefault());
}
