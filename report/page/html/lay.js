// SPDX-License-Identifier: GPL-2.0-only
// Chooses what is laid over each other: the kernels of the charts, and a second operation.
'use strict';

// Returns the function that says whether a kernel is shown.  The text has their numbers; without
// one of a kernel all are shown.
function wantedKernels(text, n) {
	const chosen = new Set(text.split('.').filter(t => /^\d+$/.test(t)).map(Number).filter(i => i < n));
	return i => !chosen.size || chosen.has(i);
}

function kernelBox(kernel, i, checked) {
	const box = element('input'), svg = shape('svg', {viewBox: '0 0 28 10', class: 'sample'});
	box.type = 'checkbox';
	box.value = i;
	box.checked = checked;
	svg.append(shape('line', {class: 'line ' + colour(i), x1: 0, x2: 28, y1: 5, y2: 5, 'stroke-dasharray': dash(i)}));
	return element('label', '', box, svg, kernel.label);
}

// choose(text) is called with the kernels that are chosen.
function showChoice(series, text, choose) {
	const place = byId('lay'), wanted = wantedKernels(text, series.kernels.length);
	place.hidden = series.kernels.length < 2;
	place.replaceChildren(element('legend', '', 'Kernels in the charts'), ...series.kernels.map((k, i) => kernelBox(k, i, wanted(i))));
	place.onchange = () => {
		const chosen = [...place.querySelectorAll('input')].filter(b => b.checked).map(b => b.value);
		choose(chosen.length === series.kernels.length ? '' : chosen.join('.'));
	};
}

// Lays another operation over the open one.  choose(name) is called with its name, "" for none.
function overBox(operation, series, name, choose) {
	const input = element('input'), list = element('datalist'), clear = element('button', '', 'clear');
	list.id = 'overnames';
	list.append(...series.operations.filter(o => o !== operation && o.unit === operation.unit).map(o => new Option('', o.name)));
	input.setAttribute('list', list.id);
	input.type = 'search';
	input.placeholder = 'another operation';
	input.value = name;
	input.addEventListener('change', () => choose(input.value.trim()));
	clear.type = 'button';
	clear.hidden = !name;
	clear.addEventListener('click', () => choose(''));
	return element('p', 'tools over', element('label', '', 'Lay over it ', input), list, clear);
}

// Returns the operation to lay over, or why it cannot be.
function overOf(operation, series, name) {
	const over = name && series.operations.find(o => o.name === name);
	if (!name || over === operation)
		return {};
	if (!over)
		return {why: `There is no operation ${name}.`};
	return over.unit === operation.unit ? {over} : {why: `${name} is in ${over.unit}, and this one in ${operation.unit}.`};
}
