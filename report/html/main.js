// SPDX-License-Identifier: GPL-2.0-only
'use strict';

function legend(series) {
	const colours = series.kernels.length > 1 ?
		` Against ${series.kernels[0].label}: red is worse, green is better, full at a factor of two; "~" is no significant change.` : '';
	return `Select an operation for its charts and its way from kernel to kernel; the page's address then leads to it. Headings sort.${colours}`;
}

function byId(id) {
	return document.getElementById(id);
}

function fill(select, choices) {
	select.replaceChildren(...choices.map(([value, text]) => new Option(plain(text), value)));
}

// Everything that is shown, as the address has it.
class Page {
	constructor(data) {
		this.data = data;
		this.series = null;
		fill(byId('show'), Object.entries(SHOW).map(([value, [text]]) => [value, text]));
		fill(byId('series'), data.series.map(s => [s.name, s.name]));
		byId('seriestools').hidden = data.series.length < 2;
		byId('search').addEventListener('input', e => this.change({q: e.target.value}));
		byId('show').addEventListener('change', e => this.change({show: e.target.value}));
		byId('order').addEventListener('change', e => this.change({order: e.target.value}));
		byId('series').addEventListener('change', e => this.change({of: e.target.value}));
		for (const form of ['tools', 'seriestools'])
			byId(form).addEventListener('submit', e => e.preventDefault());
		setUpClaims(() => listClaims(this.series, this.shown));
		addEventListener('hashchange', () => this.go());
		addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => d.open = true));
	}

	// The series of that name, or the first that has the operation.
	find(of, name) {
		const has = s => s.operations.some(o => o.name === name);
		return this.data.series.find(s => s.name === of) || this.data.series.find(has) || this.data.series[0];
	}

	// Where the address leads; without one to what the page was made for.
	go() {
		this.shown = addressed();
		if (!location.hash && this.data.open)
			this.shown.name = this.data.open;
		this.show();
		this.heat.open(this.shown.name);
	}

	// The user's choice: the address follows, the place on the page stays.
	change(what) {
		Object.assign(this.shown, what);
		history.replaceState(null, '', hashOf(this.shown.name, this.shown));
		this.show();
	}

	show() {
		const {of, name, order, show, q} = this.shown;
		const series = this.find(of, name);

		if (series !== this.series)
			this.showSeries(series);
		byId('series').value = series.name;
		byId('order').value = order.replace('-', '');
		byId('show').value = Object.hasOwn(SHOW, show) ? show : 'all';
		if (byId('search').value !== q)
			byId('search').value = q;
		this.heat.link(this.shown);
		if (this.heat.current !== order)
			this.heat.order(order);
		const words = q.toLowerCase().split(/\s+/).filter(w => w);
		const n = this.heat.filter(words, SHOW[byId('show').value][1]);
		byId('count').textContent = `${n} of ${series.operations.length} operations`;
	}

	showSeries(series) {
		this.series = series;
		this.heat = new Heat(series, order => this.change({order}));
		fill(byId('order'), Object.entries(this.heat.orders).map(([value, [text]]) => [value, text]));
		showVerdict(series);
		showDifferences(series);
		showEnvironment(series);
		showVerification(series);
		showClaims(series, this.shown);
		byId('legend').textContent = plain(legend(series));
	}
}

new Page(JSON.parse(byId('data').textContent)).go();
