// SPDX-License-Identifier: GPL-2.0-only
// Shows the table of operations by kernel.
'use strict';

class Heat {
	// change(what) is called with what else is to be shown.
	constructor(data, change) {
		this.data = data;
		this.change = change;
		this.orders = ordersOf(data.kernels);
		this.body = document.querySelector('#heat tbody');
		this.rows = data.operations.map((operation, rank) => {
			const row = {name: operation.name, rank, cells: operation.cells, operation, node: heatRow(operation), detail: null};
			row.link = row.node.querySelector('a');
			row.text = [operation.name, operation.unit, operation.description, ...operation.cells.map(c => c ? [c.verdict, c.reason, c.change && (c.change.word || USUAL[c.change.kind])].join(' ') : '')].join(' ').toLowerCase();
			return row;
		});
		this.byName = new Map(this.rows.map(r => [r.name, r]));
		this.makeHeadings();
	}

	makeHeadings() {
		const button = (text, how) => {
			const node = element('button', '', text);
			node.type = 'button';
			node.dataset.order = how;
			node.title = plain(this.orders[how][0]);
			node.addEventListener('click', () => this.change({order: this.current === how ? '-' + how : how}));
			return node;
		};
		this.headings = [button('operation', 'name'), button('impact', 'worst'), ...this.data.kernels.map((k, i) => button(k.label, `k${i}`))];
		const [name, impact, ...columns] = this.headings;
		document.querySelector('#heat thead').replaceChildren(element('tr', '', element('th', '', name, ' ', impact), ...columns.map(c => element('th', '', c))));
	}

	// "-name" is the reverse of "name".
	order(how) {
		this.current = how;
		this.rows.sort(comparer(this.orders, how));
		this.body.replaceChildren(...this.rows.flatMap(r => r.detail ? [r.node, r.detail] : [r.node]));
		for (const button of this.headings) {
			const at = how.replace('-', '') === button.dataset.order ? (how.startsWith('-') ? 'up' : 'down') : '';
			button.className = at;
			button.setAttribute('aria-pressed', String(at !== ''));
		}
	}

	// Sets the links of the rows, which keep the rest of what is shown.
	link(shown) {
		for (const row of this.rows)
			row.link.href = hashOf(row.name, {...shown, with: ''});
	}

	// Shows the wanted rows that contain every word.  Returns their number.
	filter(words, wanted) {
		let n = 0;
		for (const row of this.rows) {
			const shown = wanted(row.operation) && words.every(w => row.text.includes(w));
			row.node.hidden = !shown;
			if (row.detail)
				row.detail.hidden = !shown;
			n += shown;
		}
		return n;
	}

	close() {
		for (const row of this.rows)
			if (row.detail) {
				row.detail.remove();
				row.detail = null;
				row.node.classList.remove('here');
			}
	}

	// Opens the charts of a row, even if the filter hides the row, and closes those of another
	// row.
	open(shown) {
		const row = this.byName.get(shown.name);
		this.close();
		if (!row)
			return false;
		row.node.hidden = false;
		row.node.classList.add('here');
		row.detail = detailRow(row.operation, this.data, shown, this.change);
		row.node.after(row.detail);
		return true;
	}

	// Leads to the open row, below the heading.
	reveal(name) {
		const row = this.byName.get(name), grid = byId('grid');
		if (!row)
			return;
		grid.scrollIntoView();
		grid.scrollTop += row.node.getBoundingClientRect().top - grid.querySelector('thead th').getBoundingClientRect().bottom;
	}
}
