// SPDX-License-Identifier: GPL-2.0-only
// What the verifier says of each test's programs, each kernel against the first.
'use strict';

const VERIFICATION_CLASS = {slower: 'worse', faster: 'better'};

// Signed, as report_progs prints it, and never apart from its "%".
function changeOf(before, now) {
	const percent = 100 * (now / before - 1);
	return before > 0 ? ` (${percent < 0 ? '' : '+'}${percent.toFixed(1)}\u00a0%)` : '';
}

function wayOf(before, now, unit) {
	return `${Math.round(before)} → ${Math.round(now)}${unit}${changeOf(before, now)}`;
}

function intervalOf(side) {
	return `[${side.ci.map(Math.round).join(', ')}]`;
}

function programsOf(v) {
	return v.old.programs === v.new.programs ? String(v.new.programs) : `${v.old.programs} → ${v.new.programs}`;
}

function verificationRow(kernel, v) {
	return element('tr', '', element('th', '', ...breakable(v.test)), element('td', '', kernel.label),
		element('td', VERIFICATION_CLASS[v.verdict] || '', v.verdict),
		element('td', '', wayOf(v.old.us, v.new.us, ` ${v.unit}`),
			element('small', 'dim', `${intervalOf(v.old)} → ${intervalOf(v.new)}`)),
		element('td', '', wayOf(v.old.insns, v.new.insns, '')),
		element('td', '', v.old.bytes ? wayOf(v.old.bytes, v.new.bytes, '') : '-'),
		element('td', '', programsOf(v)));
}

// Hidden where no two sides tell; a series' kernels replace those of the one before.
function showVerification(data) {
	const table = document.getElementById('verifications');
	const rows = data.kernels.slice(1).flatMap(k => k.against.verification.map(v => verificationRow(k, v)));

	document.getElementById('verification').hidden = !rows.length;
	table.tBodies[0].replaceChildren(...rows);
}
