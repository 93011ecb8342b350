// SPDX-License-Identifier: GPL-2.0-only
// The verdict, and what each kernel ran on.
'use strict';

function verdictLine(kernel) {
	const against = kernel.against;
	const line = element('p', against && against.worse ? 'bad' : '', lines(against ? against.verdict : kernel.summary).join(' '));
	if (!against)
		line.className = kernel.failed ? 'bad' : kernel.undecided ? 'open' : '';
	return line;
}

// From kernel to kernel, where that is another comparison.
function steps(kernels) {
	return kernels.filter(k => k.before).map(k => element('p', 'step ' + (k.before.worse ? 'bad' : ''), k.before.verdict.trim()));
}

function warnings(kernel) {
	const list = [];
	for (const file of kernel.files) {
		if (file.run.incomplete)
			list.push(`${file.path}: INCOMPLETE, it was interrupted`);
		if (file.run.quick)
			list.push(`${file.path}: of a --quick run, with few rounds`);
		if (file.repeated)
			list.push(`${file.path}: there already, which is no other boot: it counts once`);
	}
	for (const field of ['debug_kernel', 'slow_clock'])
		if (kernel.environment[field])
			list.push(`${kernel.label}: ${said(kernel.environment[field])}`);
	return list;
}

function tooFew(kernels) {
	const few = kernels.filter(k => k.against && k.against.too_few).map(k => `${k.label}: ${k.against.too_few}`);
	return few.length ? ['Of the unchanged, so many have too few rounds for a change of one alone to be significant: ' + few.join(', ')] : [];
}

function showVerdict(data) {
	const place = document.getElementById('verdict');
	const shown = data.kernels.length > 1 ? data.kernels.slice(1) : data.kernels;

	place.replaceChildren(...shown.map(verdictLine));
	place.append(...steps(data.kernels));
	for (const warning of [...data.kernels.flatMap(warnings), ...tooFew(data.kernels)])
		place.append(element('p', 'note open', warning));
	if (data.kernels.some(k => k.unit === 'insns'))
		place.append(element('p', 'note open', 'Counted instructions: they repeat exactly, and cache misses, atomics and mispredicted branches are not in them.'));
	document.title = plain(data.kernels.map(k => k.label).join(', ')) + ' - bpf-perf';
}

function broken(list) {
	return list.flatMap((line, i) => i ? [element('br'), line] : [line]);
}

// Of one kernel all is shown at once, of several what one opens: the operations are what
// the page is for.
function showDifferences(data) {
	const kernels = data.kernels.slice(1);

	document.getElementById('differs').replaceChildren(...kernels.map(kernel => {
		const differs = lines(kernel.against.environment), means = lines(kernel.against.means);
		const node = element('details', '',
			element('summary', '', `${kernel.label} against ${data.kernels[0].label}: ${differs.length || 'no'} differences that may explain changes, and the geometric means`),
			element('p', differs.length ? 'code' : 'note', ...broken(differs.length ? differs : ['Nothing differs that explains changes.'])),
			element('p', 'note', ...broken(means)));
		node.open = kernels.length === 1;
		return node;
	}));
}

// Objects (mitigations, the VM) become a row for each of their fields.
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
	const table = document.getElementById('environments');
	const columns = data.kernels.map(k => new Map([...runOf(k), ...flatten(k.environment)]));
	const names = new Set(columns.flatMap(c => [...c.keys()]));

	table.replaceChildren(element('tr', '', element('th', ''), ...data.kernels.map(k => element('th', '', k.label))));
	for (const name of names) {
		const values = columns.map(c => c.has(name) ? c.get(name) : '-');
		const differs = values.some(v => v !== values[0]) ? 'differs' : '';
		table.append(element('tr', '', element('th', '', name), ...values.map(v => element('td', differs, v))));
	}
}
