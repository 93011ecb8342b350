#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# assemble.sh DIR: makes DIR/page.head and DIR/page.tail from the files in its own directory.  The
# page only allows the script and the style whose hashes are in its policy.
set -eu
out=$1
here=$(dirname "$0")

# hash_of FILE: hashes the text between the tags of the element, which must match byte for byte.
hash_of() {
	# shellcheck disable=SC2059 # octal or hexadecimal escapes are what is meant
	env printf "$(sha256sum <"$1" | cut -c1-64 | sed 's/../\\x&/g')" | base64 | tr -d '\n'
}

mkdir -p "$out"
cat "$here/style.css" >"$out/style"
for part in text data address chart interval latency timeline scaling lay head environment cell order flame detail table map largest \
	verification claims main; do
	cat "$here/$part.js"
done >"$out/script"
# All parts share one scope, so the later of two functions with one name would be used for both.
twice=$(sed -n 's/^\(async \)\{0,1\}function \([A-Za-z_$][A-Za-z0-9_$]*\).*/\2/p; s/^\(const\|let\|var\|class\) \([A-Za-z_$][A-Za-z0-9_$]*\).*/\2/p' "$out/script" | sort | uniq -d)
if [ -n "$twice" ]; then
	echo "$0: defined more than once: $(echo "$twice" | tr '\n' ' ')" >&2
	exit 1
fi
# The style and the script must not contain the end of their own element.
if grep -i '</s' "$out/style" "$out/script"; then
	echo "$0: '</s' would end the element" >&2
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
