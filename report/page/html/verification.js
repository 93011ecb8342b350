// SPDX-License-Identifier: GPL-2.0-only
// Shows what the verifier says of the programs of each test, each kernel against the first.
'use strict';

const VERIFICATION_CLASS = {slower: 'worse', faster: 'better'};

// Formats a change with its sign, and with a space before "%" that never breaks.
function changeOf(before, now) {
	const percent = 100 * (now / before - 1);
	return before > 0 ? ` (${percent < 0 ? '' : '+'}${percent.toFixed(1)}\u00a0%)` : '';
}

function wayOf(before, now, unit) {
	return `${Math.round(before)} → ${Math.round(now)}${unit}${changeOf(before, now)}`;
}

function timeIntervalOf(side) {
	return `[${side.ci.map(Math.round).join(', ')}]`;
}

function programsOf(v) {
	return v.old.programs === v.new.programs ? String(v.new.programs) : `${v.old.programs} → ${v.new.programs}`;
}

function verificationRow(kernel, v) {
	return element('tr', '', element('th', '', ...breakable(v.test)), element('td', '', kernel.label),
		element('td', VERIFICATION_CLASS[v.verdict] || '', v.verdict),
		element('td', '', wayOf(v.old.us, v.new.us, ` ${v.unit}`),
			element('small', 'dim', `${timeIntervalOf(v.old)} → ${timeIntervalOf(v.new)}`)),
		element('td', '', wayOf(v.old.insns, v.new.insns, '')),
		element('td', '', v.old.bytes ? wayOf(v.old.bytes, v.new.bytes, '') : '-'),
		element('td', '', programsOf(v)));
}

// Hides the section if there is nothing to compare.  Replaces the rows of the series that was shown
// before.
function showVerification(data) {
	const table = byId('verifications');
	const rows = data.kernels.slice(1).flatMap(k => k.against.verification.map(v => verificationRow(k, v)));

	byId('verification').hidden = !rows.length;
	table.tBodies[0].replaceChildren(...rows);
}
