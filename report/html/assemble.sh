#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# assemble.sh DIR: makes DIR/page.head and DIR/page.tail of the files beside it.  The
# page runs no script and takes no style but those whose hashes it names.
set -eu
out=$1
here=$(dirname "$0")

# What stands between the element's tags, byte for byte.
hash_of() {
	# shellcheck disable=SC2059 # octal or hexadecimal escapes are what is meant
	env printf "$(sha256sum <"$1" | cut -c1-64 | sed 's/../\\x&/g')" | base64 | tr -d '\n'
}

mkdir -p "$out"
cat "$here/style.css" >"$out/style"
for part in text address chart head table verification claims main; do
	cat "$here/$part.js"
done >"$out/script"
# Neither may end its own element.
if grep -i '</s' "$out/style" "$out/script"; then
	echo "$0: '</s' ends the element" >&2
	exit 1
fi
policy="default-src 'none'; script-src 'sha256-$(hash_of "$out/script")'; style-src 'sha256-$(hash_of "$out/style")'; base-uri 'none'; form-action 'none'"
{
	sed "/@STYLE@/,\$d; s|@POLICY@|$policy|" "$here/page.html"
	printf '<style>'
	cat "$out/style"
	printf '</style>\n'
	sed '1,/@STYLE@/d; /@DATA@/,$d' "$here/page.html"
	printf '<script type="application/json" id="data">'
} >"$out/page.head.new"
{
	printf '</script>\n<script>'
	cat "$out/script"
	printf '</script>\n'
	sed '1,/@DATA@/d' "$here/page.html"
} >"$out/page.tail.new"
mv "$out/page.head.new" "$out/page.head"
mv "$out/page.tail.new" "$out/page.tail"
