// SPDX-License-Identifier: GPL-2.0-only
// Elements and texts.  What a result file says becomes text, never markup: nothing here
// or elsewhere parses a string as HTML.
'use strict';

// Characters that hide, or that turn the text around them: shown by their number.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function plain(text) {
	return String(text).replace(UNSEEN, c =>
		'<U+' + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '>');
}

// element('td', 'a class', child...): a child is a node, or becomes text.
function element(name, className, ...children) {
	const node = document.createElement(name);
	if (className)
		node.className = className;
	node.append(...children.map(c => c instanceof Node ? c : plain(c)));
	return node;
}

// A name that may go on in the next line after "/" and "_".
function breakable(name) {
	return plain(name).split(/(?<=[/_])/).flatMap((part, i) => i ? [element('wbr'), part] : [part]);
}

function shape(name, attributes, text) {
	const node = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes))
		node.setAttribute(key, value);
	if (text !== undefined)
		node.textContent = plain(text);
	return node;
}

// As report_progs prints figures.
function figure(value) {
	const size = Math.abs(value);
	return value.toFixed(size < 9.995 ? 2 : size < 999.5 ? 1 : 0);
}

function lines(text) {
	return text.split('\n').map(l => l.trim()).filter(l => l);
}

// What an environment's field says: null is "this machine does not tell".
function said(value) {
	if (value === null || value === undefined)
		return '-';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shorten(text, most) {
	const whole = plain(text);
	return whole.length <= most ? whole : whole.slice(0, most - 1) + '…';
}
