// SPDX-License-Identifier: GPL-2.0-only
'use strict';

function legend(data) {
	const colours = data.kernels.length > 1 ?
		` Against ${data.kernels[0].label}: red is worse, green is better, full at a factor of two; "~" is no significant change.` : '';
	return `Select an operation for its charts; the page's address then leads to it.${colours}`;
}

function setUpTools(heat, data) {
	const search = document.getElementById('search'), show = document.getElementById('show');
	const order = document.getElementById('order'), count = document.getElementById('count');
	const filter = () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(w => w);
		const n = heat.filter(words, SHOW[show.value][1]);
		count.textContent = `${n} of ${data.operations.length} operations`;
	};

	for (const [select, choices] of [[show, SHOW], [order, ORDER]])
		select.append(...Object.entries(choices).map(([value, [text]]) => new Option(text, value)));
	search.addEventListener('input', filter);
	show.addEventListener('change', filter);
	order.addEventListener('change', () => heat.order(ORDER[order.value][1]));
	document.getElementById('tools').addEventListener('submit', e => e.preventDefault());
	heat.order(ORDER[order.value][1]);
	filter();
}

// What the address names; a hash that is no encoding names nothing.
function named() {
	try {
		return decodeURIComponent(location.hash.slice(1));
	} catch {
		return '';
	}
}

function start() {
	const data = JSON.parse(document.getElementById('data').textContent);
	const heat = new Heat(data);

	showVerdict(data);
	showDifferences(data);
	showEnvironment(data);
	document.getElementById('legend').textContent = plain(legend(data));
	setUpTools(heat, data);
	setUpClaims(data);
	addEventListener('hashchange', () => heat.open(named()));
	addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => d.open = true));
	heat.open(named());
}

start();
