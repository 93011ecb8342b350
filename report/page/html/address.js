// SPDX-License-Identifier: GPL-2.0-only
// The address of the page says what is shown: #OPERATION&order=name&show=worse&q=hash&of=SERIES
// family is that of the rows, with is the operation that is laid over the open one, k are the
// kernels of the charts as numbers, "0.2", time is the order of the timeline, and why are the kernels
// whose functions are shown.
'use strict';

const FIRST_SHOWN = {of: '', order: 'worst', show: 'all', family: '', q: '', with: '', k: '', time: 'kernel', why: ''};

function encode(text) {
	return encodeURIComponent(text).replaceAll('%2F', '/');
}

// Text that is not a valid encoding names nothing.
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return '';
	}
}

function hashOf(name, shown = FIRST_SHOWN) {
	const rest = Object.keys(FIRST_SHOWN).filter(key => shown[key] !== FIRST_SHOWN[key]);
	return '#' + encode(name) + rest.map(key => `&${key}=${encode(shown[key])}`).join('');
}

function addressed() {
	const [name, ...rest] = location.hash.slice(1).split('&');
	const shown = {...FIRST_SHOWN, name: decode(name)};
	for (const part of rest) {
		const [key, value] = part.split('=');
		if (Object.hasOwn(FIRST_SHOWN, key))
			shown[key] = decode(value || '');
	}
	return shown;
}
