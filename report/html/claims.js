// SPDX-License-Identifier: GPL-2.0-only
// Published figures beside measured ones, of one kernel at a time.
'use strict';

const CLAIM_CLASS = {HOLDS: 'better', DEARER: 'worse', CHEAPER: 'unsure'};

function claimRow(claim, said, measured) {
	const link = element(measured ? 'a' : 'span', '', claim.operation);
	if (measured)
		link.href = hashOf(claim.operation);
	return element('tr', '', element('th', '', claim.id), element('td', '', link), element('td', '', claim.published),
		element('td', '', said.measured || '-'), element('td', '', said.figure ? claimChart(claim, said) : ''),
		element('td', CLAIM_CLASS[said.verdict] || 'dim', said.verdict), element('td', '', claim.source),
		element('td', '', claim.confidence), element('td', '', said.remark || ''));
}

function showClaims(data) {
	const table = document.getElementById('claims'), kernel = document.getElementById('claimkernel');
	const all = document.getElementById('claimall'), i = Number(kernel.value), counts = new Map();
	const names = new Set(data.operations.map(o => o.name));
	const rows = [];

	for (const claim of data.claims) {
		const said = claim.kernels[i];
		counts.set(said.verdict, (counts.get(said.verdict) || 0) + 1);
		if (said.figure || all.checked)
			rows.push(claimRow(claim, said, names.has(claim.operation)));
	}
	table.tBodies[0].replaceChildren(...rows);
	document.getElementById('claimcount').textContent = plain([...counts].map(([v, n]) => `${n} ${v}`).join(', '));
}

function setUpClaims(data) {
	const kernel = document.getElementById('claimkernel');
	const heads = ['claim', 'operation', 'published', 'measured', '', 'verdict', 'source', 'confidence', ''];

	document.querySelector('#claims thead').append(element('tr', '', ...heads.map(h => element('th', '', h))));
	kernel.append(...data.kernels.map((k, i) => new Option(plain(k.label), i)));
	kernel.value = data.kernels.length - 1;
	document.getElementById('claimtools').addEventListener('input', () => showClaims(data));
	document.getElementById('claimtools').addEventListener('submit', e => e.preventDefault());
	document.getElementById('published').hidden = !data.claims.length;
	showClaims(data);
}
