// SPDX-License-Identifier: GPL-2.0-only
// Makes elements and texts.  Text of a result file never becomes markup: no script of the page
// parses a string as HTML.
'use strict';

// Invisible characters and those that change the direction of text are shown by their number.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function plain(text) {
	return String(text).replace(UNSEEN, c =>
		'<U+' + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '>');
}

// Text with its lines and tabs, as a source has them.
function sourceText(text) {
	return document.createTextNode(text.split('\n').map(line => line.split('\t').map(plain).join('\t')).join('\n'));
}

function byId(id) {
	return document.getElementById(id);
}

// element('td', 'a class', child...): a child is a node, or becomes text.
function element(name, className, ...children) {
	const node = document.createElement(name);
	if (className)
		node.className = className;
	node.append(...children.map(c => c instanceof Node ? c : plain(c)));
	return node;
}

// Allows a line break after "/" and "_" in a name.
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

// Formats a figure like report_progs.
function figure(value) {
	const size = Math.abs(value);
	return value.toFixed(size < 9.995 ? 2 : size < 999.5 ? 1 : 0);
}

function lines(text) {
	return text.split('\n').map(l => l.trim()).filter(l => l);
}

// Returns the text of a field of the environment.  null means that the machine does not report it.
function said(value) {
	if (value === null || value === undefined)
		return '-';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shorten(text, most) {
	const whole = plain(text);
	return whole.length <= most ? whole : whole.slice(0, most - 1) + '…';
}

function fill(select, choices) {
	select.replaceChildren(...choices.map(([value, text]) => new Option(plain(text), value)));
}
