// SPDX-License-Identifier: GPL-2.0-only
// Shows the verdict, and what each kernel is and how it was measured.
'use strict';

// Amber, never green, is what cannot be told.
const ANSWER_CLASS = {'worse': 'bad', 'not worse': '', 'cannot tell': 'open', 'not comparable': 'open'};

function verdictLine(kernel) {
	const against = kernel.against;
	const line = element('p', against ? ANSWER_CLASS[against.answer] : '', lines(against ? against.verdict : kernel.summary).join(' '));
	if (!against)
		line.className = kernel.failed ? 'bad' : kernel.undecided ? 'open' : '';
	return line;
}

// Compares each kernel with the previous one, unless that is the first.
function steps(kernels) {
	return kernels.filter(k => k.before).map(k => element('p', 'step ' + ANSWER_CLASS[k.before.answer], k.before.verdict.trim()));
}

function warnings(kernel) {
	const list = [];
	for (const file of kernel.files) {
		if (file.run.incomplete)
			list.push(`${file.path}: INCOMPLETE: the run was interrupted`);
		if (file.run.quick)
			list.push(`${file.path}: a --quick run, which has few rounds`);
		if (file.repeated)
			list.push(`${file.path}: duplicate of an earlier file; counted once`);
	}
	for (const field of ['debug_kernel', 'slow_clock'])
		if (kernel.environment[field])
			list.push(`${kernel.label}: ${said(kernel.environment[field])}`);
	return list;
}

function tooFew(kernels) {
	const few = kernels.filter(k => k.against && k.against.too_few).map(k => `${k.label}: ${k.against.too_few}`);
	return few.length ? ['Unchanged operations with too few rounds for a change of one alone to be significant: ' + few.join(', ')] : [];
}

// The way from kernel to kernel is closed where its lines would push all else from the screen.
function way(kernels) {
	const list = steps(kernels);
	if (list.length < 3)
		return list;
	const bad = kernels.filter(k => k.before && k.before.answer === 'worse').length;
	return [element('details', '', element('summary', '', `From each kernel to the next: ${bad} of ${list.length} got worse`), ...list)];
}

// The date at the end of uname -v, as its kinds of kernels write it.
function buildDate(version) {
	const iso = /\d{4}-\d{2}-\d{2}/.exec(version || ''), words = /[A-Z][a-z]{2} +(\d+) [\d:]+ \S+ (\d{4})/.exec(version || '');
	const time = words ? Date.parse(words[0].replace(/ [A-Z]{3,5} /, ' ')) : NaN;
	return iso ? iso[0] : Number.isNaN(time) ? '' : `${words[2]}-${String(new Date(time).getMonth() + 1).padStart(2, '0')}-${words[1].padStart(2, '0')}`;
}

function joined(list) {
	return [...new Set(list)].join(', ');
}

function buildText(kernel) {
	const e = kernel.environment, date = buildDate(e.kernel_version);
	return [said(e.kernel_release), kernel.build && `build ${kernel.build}`, date && `of ${date}`].filter(t => t).join(', ');
}

function modeText(kernel) {
	const e = kernel.environment, mode = e.vm && e.vm.mode;
	const by = {none: 'on the machine itself', kvm: 'under KVM', tcg: 'under QEMU without KVM'}[e.accelerator] || e.accelerator;
	return `${kernel.unit === 'insns' ? 'counted instructions' : 'time'}${mode ? ', mode ' + mode : ''}${by ? ', ' + by : ''}`;
}

// An exclusive core is ours alone, a shared one has a busy neighbour.
function coreText(kernel) {
	return kernel.unit === 'insns' ? '' : joined(kernel.files.map(({run}) => run.core ?
		`exclusive ${Math.round(100 * run.core.exclusive)} %, shared ${Math.round(100 * run.core.shared)} % of the time, at ${(1 / run.core.cycle_ns).toFixed(2)} GHz` :
		`quiet ${Math.round(100 * run.quiet)} % of the time`));
}

function judgedText(kernel) {
	const {measured, limited, kept, broken} = kernel.judged, against = kernel.against;
	const limits = limited ? `; of ${limited} limits ${kept} are kept, ${broken} broken` : '';
	return `${measured} measured${against ? `, judged ${against.both - against.undecided} of the ${against.both} that both measured` : ''}${limits}`;
}

const FACTS = [
	['build', buildText],
	['measured', k => joined(k.files.map(f => f.run.started.slice(0, 10))) + (k.files.length > 1 ? `, ${k.files.length} boots` : '')],
	['judged', judgedText],
	['CPU', k => said(k.environment.cpu_model)],
	['mode', modeText],
	['core', coreText],
];

// Verdicts and facts of more kernels than this would push the map from the first screen.
const FEW_KERNELS = 4;

// A line ends behind a comma or semicolon, and only within a long part elsewhere.
function inParts(text) {
	return text.split(/(?<=[,;]) /).flatMap((part, i) => [i ? ' ' : '', element('span', 'part', part)]);
}

// What is the same of all kernels is said once, below the table.
function showFacts(kernels) {
	const columns = FACTS.map(([name, get]) => ({name, texts: kernels.map(get)})).filter(c => c.texts.some(t => t));
	const same = c => kernels.length > 1 && ['CPU', 'mode', 'core'].includes(c.name) && c.texts.every(t => t === c.texts[0]);
	const own = columns.filter(c => !same(c));
	byId('facts').replaceChildren(element('tr', '', element('th', '', 'kernel'), ...own.map(c => element('th', '', c.name))),
		...kernels.map((kernel, i) => element('tr', '', element('th', '', kernel.label), ...own.map(c => {
			const td = element('td', '', ...inParts(c.texts[i] || '-'));
			td.dataset.name = c.name;
			return td;
		}))));
	byId('factsbox').open = kernels.length <= FEW_KERNELS;
	byId('samefacts').textContent = plain(columns.filter(same).map(c => `${c.name}: ${c.texts[0]}`).join(' · '));
}

function showVerdict(data) {
	const place = byId('verdict');
	const shown = data.kernels.length > 1 ? data.kernels.slice(1) : data.kernels;

	place.className = data.kernels.length > FEW_KERNELS ? 'many' : '';
	place.replaceChildren(...shown.map(verdictLine));
	place.append(...way(data.kernels));
	for (const warning of [...data.kernels.flatMap(warnings), ...tooFew(data.kernels)])
		place.append(element('p', 'note open', warning));
	if (data.kernels.some(k => k.unit === 'insns'))
		place.append(element('p', 'note open', 'The figures are counted instructions. They repeat exactly, but do not show cache misses, atomics or mispredicted branches.'));
	document.title = plain(data.kernels.map(k => k.label).join(', ')) + ' - bpf-perf';
}
