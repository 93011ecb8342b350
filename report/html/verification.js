// SPDX-License-Identifier: GPL-2.0-only
// What the verifier says of each test's programs, each kernel against the first.
'use strict';

function changeOf(before, now) {
	return before > 0 ? ` (${(100 * (now / before - 1)).toFixed(1)} %)` : '';
}

function timeOf(side) {
	return `${Math.round(side.us)} [${Math.round(side.ci[0])}, ${Math.round(side.ci[1])}]`;
}

function verificationRow(kernel, v) {
	const colour = {slower: 'worse', faster: 'better'}[v.verdict] || '';
	const pair = key => `${v.old[key]} → ${v.new[key]}${changeOf(v.old[key], v.new[key])}`;

	return element('tr', '', element('th', '', v.test), element('td', '', kernel.label),
		element('td', '', String(v.new.programs)), element('td', '', pair('insns')),
		element('td', '', v.old.bytes ? pair('bytes') : '-'),
		element('td', '', `${timeOf(v.old)} → ${timeOf(v.new)} ${v.unit}${changeOf(v.old.us, v.new.us)}`),
		element('td', colour, v.verdict));
}

// Hidden where no two sides tell; a series' kernels replace those of the one before.
function showVerification(data) {
	const table = document.getElementById('verifications');
	const rows = data.kernels.slice(1).flatMap(k => k.against.verification.map(v => verificationRow(k, v)));
	const heads = ['test', 'kernel', 'programs', 'instructions processed', 'machine code, bytes', 'time', ''];

	document.getElementById('verification').hidden = !rows.length;
	table.replaceChildren(element('tr', '', ...heads.map(h => element('th', '', h))), ...rows);
}
