// SPDX-License-Identifier: GPL-2.0-only
// Shows what differs between the kernels beside their code, and all of each run.
'use strict';

function broken(list) {
	return list.flatMap((line, i) => i ? [element('br'), line] : [line]);
}

// The differences of a single new kernel are open.  Those of several are closed, because the page
// is for the operations below.
function showDifferences(data) {
	const kernels = data.kernels.slice(1);

	byId('differs').replaceChildren(...kernels.map(kernel => {
		const differs = lines(kernel.against.environment), means = lines(kernel.against.means);
		const node = element('details', '',
			element('summary', '', `${kernel.label} against ${data.kernels[0].label}: ${differs.length || 'no'} differences that may explain changes, and the geometric means`),
			element('p', differs.length ? 'code' : 'note', ...broken(differs.length ? differs : ['Nothing differs that may explain changes.'])),
			element('p', 'note', ...broken(means)));
		node.open = kernels.length === 1;
		return node;
	}));
}

// Objects such as mitigations become a row for each of their fields.
function flatten(environment) {
	const fields = new Map();
	for (const [key, value] of Object.entries(environment)) {
		if (value && typeof value === 'object' && !Array.isArray(value))
			for (const [inner, v] of Object.entries(value))
				fields.set(`${key}: ${inner}`, said(v));
		else
			fields.set(key, said(value));
	}
	return fields;
}

function runOf(kernel) {
	const runs = kernel.files.map(f => f.run);
	return new Map([
		['files', kernel.files.map(f => f.path).join(', ')],
		['started', runs.map(r => r.started).join(', ')],
		['seconds', runs.map(r => Math.round(r.seconds)).join(', ')],
		['core quiet', runs.map(r => Math.round(100 * r.quiet) + ' %').join(', ')],
		['arguments', runs.map(r => r.argv.map(said).join(' ')).join('; ')],
	]);
}

function showEnvironment(data) {
	const table = byId('environments');
	const columns = data.kernels.map(k => new Map([...runOf(k), ...flatten(k.environment)]));
	const names = new Set(columns.flatMap(c => [...c.keys()]));

	table.replaceChildren(element('tr', '', element('th', ''), ...data.kernels.map(k => element('th', '', k.label))));
	for (const name of names) {
		const values = columns.map(c => c.has(name) ? c.get(name) : '-');
		const differs = values.some(v => v !== values[0]) ? 'differs' : '';
		table.append(element('tr', '', element('th', '', name), ...values.map(v => element('td', differs, v))));
	}
}
