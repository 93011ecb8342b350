// SPDX-License-Identifier: GPL-2.0-only
'use strict';

function legend(series) {
	const colours = series.kernels.length > 1 ?
		` Colours compare with ${series.kernels[0].label}: red is worse, green is better, and the full colour is a factor of two; "~" means no significant change.` : '';
	return `Select an operation to see its charts and its changes from kernel to kernel; the address of the page then leads to it. Click a heading to sort.${colours}`;
}

// Shows the page as its address says.
class Page {
	constructor(data) {
		this.data = data;
		this.series = null;
		fill(byId('show'), Object.entries(SHOW).map(([value, [text]]) => [value, text]));
		fill(byId('series'), data.series.map(s => [s.name, s.name]));
		byId('seriestools').hidden = data.series.length < 2;
		byId('search').addEventListener('input', e => this.change({q: e.target.value}));
		for (const key of ['show', 'order', 'family'])
			byId(key).addEventListener('change', e => this.change({[key]: e.target.value}));
		byId('series').addEventListener('change', e => this.change({of: e.target.value}));
		for (const form of ['tools', 'seriestools'])
			byId(form).addEventListener('submit', e => e.preventDefault());
		setUpClaims(() => listClaims(this.series, this.shown));
		addEventListener('hashchange', () => this.go());
		addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => d.open = true));
	}

	// Returns the series of that name, or the first one that has the operation.
	find(of, name) {
		const has = s => s.operations.some(o => o.name === name);
		return this.data.series.find(s => s.name === of) || this.data.series.find(has) || this.data.series[0];
	}

	// Shows what the address says, or without one the operation that the page was made for.
	go() {
		this.shown = addressed();
		if (!location.hash && this.data.open)
			this.shown.name = this.data.open;
		this.show();
		this.heat.open(this.shown);
		this.heat.reveal(this.shown.name);
	}

	// Applies a choice of the user.  The address changes, but the page does not scroll.
	change(what) {
		Object.assign(this.shown, what);
		history.replaceState(null, '', hashOf(this.shown.name, this.shown));
		this.show();
		if (['with', 'k', 'time', 'why'].some(key => key in what))
			this.heat.open(this.shown);
		if ('k' in what)
			this.showCurves();
	}

	// Leads from the map to the rows of a family.
	goToFamily(family) {
		this.change({family, q: '', show: 'all'});
		byId('operations').scrollIntoView();
	}

	show() {
		const {of, name, order, show, family, q} = this.shown;
		const series = this.find(of, name);

		if (series !== this.series)
			this.showSeries(series);
		byId('series').value = series.name;
		byId('order').value = order.replace('-', '');
		byId('show').value = Object.hasOwn(SHOW, show) ? show : 'all';
		byId('family').value = this.families.has(family) ? family : '';
		if (byId('search').value !== q)
			byId('search').value = q;
		this.heat.link(this.shown);
		if (this.heat.current !== order)
			this.heat.order(order);
		const words = q.toLowerCase().split(/\s+/).filter(w => w), wanted = SHOW[byId('show').value][1];
		const members = this.families.get(byId('family').value);
		const n = this.heat.filter(words, o => wanted(o) && (!members || members.has(o)));
		byId('count').textContent = `${n} of ${series.operations.length} operations`;
	}

	showCurves() {
		const {k, of} = this.shown;
		showChoice(this.series, k, text => this.change({k: text}));
		showScaling(this.series, wantedKernels(k, this.series.kernels.length), {...FIRST_SHOWN, of, k});
	}

	showSeries(series) {
		const families = familiesOf(series);
		this.series = series;
		this.families = new Map(families.map(([name, members]) => [name, new Set(members)]));
		this.heat = new Heat(series, what => this.change(what));
		fill(byId('order'), Object.entries(this.heat.orders).map(([value, [text]]) => [value, text]));
		fill(byId('family'), [['', 'all'], ...families.map(([name, members]) => [name, `${name} (${members.length})`])]);
		showVerdict(series);
		showFacts(series.kernels);
		showMap(series, this.shown, family => this.goToFamily(family));
		showLargest(series, this.shown);
		this.showCurves();
		showDifferences(series);
		showEnvironment(series);
		showVerification(series);
		showClaims(series, this.shown);
		byId('legend').textContent = plain(legend(series));
	}
}

new Page(readData(byId('data').textContent)).go();
