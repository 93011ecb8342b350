# shellcheck shell=bash disable=SC2154,SC2086
# SPDX-License-Identifier: GPL-2.0-only
# Checks what is said of misspelt commands and options.

while IFS='|' read -r words meant; do
	expect "report_progs $words: $meant was meant" 2 "^report_progs.*'.*; did you mean $meant\?$" $r $words
done <<-'TABLE'
	compar a b|compare
	tabel a|table
	opnmetrics a|openmetrics
	--verison|--version
	compare a b --treshold 5%|--threshold
	compare a -- b --strct|--strict
	table --colour=never a|--color
	html --outptu x a|--output
	md --onyl x a|--only
	junit --lable x a|--label
	store --labl x d a|--label
	bounds --slak 5% a|--slack
	trend d o --htlm x|--html
	explain --clases a|--classes
	claims --pblished x a|--published
TABLE
expect "a command that is like none" 2 "there is no command 'zzzzzz': see --help" $r zzzzzz
expect "an option that is like none" 2 "unrecognized option '--zzzzzz'$" $r compare --zzzzzz a b
expect "an option may be abbreviated" 0 '^NOT WORSE' $r compare --thr 50% "$b" "$dir/slower.json"
expect "the value of an option is none" 0 '^NOT WORSE: --treshold against' $r compare --label base --label --treshold "$b" "$b"
expect "nor is that of a short one" 2 'cannot be written' $r html -o --outptu/x "$b"
