// SPDX-License-Identifier: GPL-2.0-only
// Published figures beside measured ones, of one kernel at a time.
'use strict';

const CLAIM_CLASS = {HOLDS: 'better', DEARER: 'worse', CHEAPER: 'unsure', UNDECIDED: 'unsure'};

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
	const table = document.getElementById('claims'), all = document.getElementById('claimall');
	const i = Number(document.getElementById('claimkernel').value), counts = new Map();
	const names = new Set(series.operations.map(o => o.name));
	const rows = [];

	for (const claim of series.claims) {
		const said = claim.kernels[i];
		counts.set(said.verdict, (counts.get(said.verdict) || 0) + 1);
		if (said.figure || all.checked)
			rows.push(claimRow(claim, said, names.has(claim.operation), shown));
	}
	table.tBodies[0].replaceChildren(...rows);
	document.getElementById('claimcount').textContent = plain([...counts].map(([v, n]) => `${n} ${v}`).join(', '));
}

function showClaims(series, shown) {
	const kernel = document.getElementById('claimkernel');

	kernel.replaceChildren(...series.kernels.map((k, i) => new Option(plain(k.label), i)));
	kernel.value = series.kernels.length - 1;
	document.getElementById('published').hidden = !series.claims.length;
	listClaims(series, shown);
}

// list: shows those of the kernel that is chosen.
function setUpClaims(list) {
	const heads = ['operation, claim', 'verdict', 'published', 'measured', '', 'source', 'confidence', ''];
	const tools = document.getElementById('claimtools');

	document.querySelector('#claims thead').append(element('tr', '', ...heads.map(h => element('th', '', h))));
	tools.addEventListener('input', list);
	tools.addEventListener('submit', e => e.preventDefault());
}
