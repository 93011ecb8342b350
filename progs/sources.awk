# SPDX-License-Identifier: GPL-2.0-only
#
# Finds the source of each operation, for the html page:
#
#	awk -v tests="map_perf helper_perf" -f progs/sources.awk progs/*.c
#
# It prints {"operations": {"map_perf/hash_lookup_hit": ["progs/map_perf_hash.c:27", ...]},
# "texts": {"progs/map_perf_hash.c:27": "HASH(hash, 0)", ...}}.  Where an operation stands comes
# first, which is a BENCH() with its body, a program, or a call of a macro, each with the comment
# above it.  Then come the definitions of the macros that make the operation of the call, but those
# of bench.bpf.h.  Nothing is preprocessed: macros are followed as far as they paste the name of the
# operation of their parameters, and what they make by other macros has no source.

BEGIN {
	n_tests = split(tests, test_names, " ")
	for (arg = 1; arg < ARGC; arg++)
		read_source(ARGV[arg])
	print_json()
	exit
}

# The test that a file belongs to: NAME.c and NAME_*.c are of test NAME.
function test_of(path,    i, best) {
	sub(/.*\//, "", path)
	sub(/\.c$/, "", path)
	for (i = 1; i <= n_tests; i++)
		if (index(path "_", test_names[i] "_") == 1 && length(test_names[i]) > length(best))
			best = test_names[i]
	return best
}

function read_source(path) {
	split("", included)
	split("", n_made)
	test = test_of(path)
	read_file(path)
}

# Reads a file and what it includes: macros, and what stands at the begin of a line.
function read_file(path,    lines, n, i, first, text, comment, dir) {
	if (path in included)
		return
	included[path] = 1
	dir = path
	sub(/[^\/]*$/, "", dir)
	while ((getline text < path) > 0)
		lines[++n] = text
	close(path)
	for (i = 1; i <= n; i++) {
		first = i
		text = lines[i]
		if (text ~ /^#/) {
			while (lines[i] ~ /\\$/ && i < n)
				text = text "\n" lines[++i]
			if (text ~ /^#include "/) {
				split(text, part, "\"")
				read_file(dir part[2])
			} else if (text ~ /^#define [A-Za-z0-9_]+\(/) {
				macro(path ":" first, comment, text)
			}
			comment = ""
		} else if (text ~ /^\/\*/) {
			while (lines[i] !~ /\*\// && i < n)
				text = text "\n" lines[++i]
			comment = text "\n"
		} else if (text == "" || text ~ /^\/\//) {
			comment = ""
		} else {
			while (i < n && !is_whole(text, lines[i + 1]))
				text = text "\n" lines[++i]
			definition(path ":" first, comment, text)
			comment = ""
		}
	}
}

# Is the text a whole definition or call, so that the next line does not belong to it?
function is_whole(text, next_line,    opened, closed) {
	text = code_of(text)
	opened = gsub(/[({]/, "", text)
	closed = gsub(/[)}]/, "", text)
	return opened == closed && (text ~ /;[ \t]*$/ || next_line !~ /^[{ \t]/)
}

# Removes comments and what strings contain.
function code_of(text) {
	gsub(/"(\\.|[^"\\])*"/, "\"\"", text)
	gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", text)
	return text
}

# Puts the arguments of a call into list, which begin at a position of the text.  Returns how many.
function arguments(text, at, list,    n, depth, c, one) {
	for (; at <= length(text); at++) {
		c = substr(text, at, 1)
		if (c == "," && !depth || c == ")" && !depth--) {
			gsub(/^[ \t\n]+|[ \t\n]+$/, "", one)
			list[++n] = one
			one = ""
			if (c == ")")
				break
			continue
		}
		depth += c == "("
		one = one c
	}
	return n
}

# Replaces the parameters of a macro in a name, "family##_lookup", by the arguments of a call.
function filled(name, macro_name, list,    n, i, p, part, result) {
	n = split(name, part, "##")
	for (i = 1; i <= n; i++) {
		for (p = 1; p <= n_params[macro_name]; p++)
			if (part[i] == params[macro_name, p]) {
				part[i] = list[p]
				break
			}
		result = result (i > 1 ? "##" : "") part[i]
	}
	return result
}

# Remembers that a macro makes an operation, and by which other macros.
function makes(macro_name, name, where) {
	if (name ~ /^base_/ || name !~ /^[A-Za-z0-9_#]+$/)
		return
	made[macro_name, ++n_made[macro_name]] = name
	made_by[macro_name, n_made[macro_name]] = where
}

# Calls of macros within a macro, which make the operations of these.
function calls(macro_name, body,    other, i, list, n) {
	while (match(body, /[A-Za-z_][A-Za-z0-9_]*\(/)) {
		other = substr(body, RSTART, RLENGTH - 1)
		body = substr(body, RSTART + RLENGTH)
		if (!(other in n_made) || other == macro_name)
			continue
		arguments(body, 1, list)
		n = n_made[other]
		for (i = 1; i <= n; i++)
			makes(macro_name, filled(made[other, i], other, list), definition_of[other] " " made_by[other, i])
	}
}

function macro(where, comment, text,    name, body, list, i) {
	match(text, /[A-Za-z0-9_]+\(/)
	name = substr(text, RSTART, RLENGTH - 1)
	body = code_of(text)
	gsub(/\\\n/, " ", body)
	body = substr(body, index(body, "(") + 1)
	n_params[name] = arguments(body, 1, list)
	for (i = 1; i <= n_params[name]; i++)
		params[name, i] = list[i]
	sub(/^[^)]*\)/, "", body)

	gsub(/[ \t]+\\\n/, " \\\n", text)
	definition_of[name] = where ~ /bench\.bpf\.h:/ ? "" : where
	texts[where] = comment text
	n_made[name] = 0
	calls(name, body)
	while (match(body, /loop__[A-Za-z0-9_#]+__over__/)) {
		list[1] = substr(body, RSTART + 6, RLENGTH - 14)
		body = substr(body, RSTART + RLENGTH)
		gsub(/^##|##$/, "", list[1])
		makes(name, list[1], "")
	}
	if (!n_made[name])
		delete n_made[name]
}

function operation(name, where) {
	gsub(/##/, "", name)
	name = test "/" name
	if (test == "" || name in sources || name ~ /\/base_/ || name !~ /^[a-z0-9_\/]+$/)
		return
	operations[++n_operations] = name
	sources[name] = where
}

function definition(where, comment, text,    code, name, list, i) {
	code = code_of(text)
	texts[where] = comment text
	if (match(code, /^[A-Za-z_][A-Za-z0-9_]*\(/)) {
		name = substr(code, 1, RLENGTH - 1)
		arguments(code, RLENGTH + 1, list)
		for (i = 1; i <= n_made[name]; i++)
			operation(filled(made[name, i], name, list), where " " definition_of[name] " " made_by[name, i])
	}
	if (match(code, /loop__[A-Za-z0-9_]+__over__/))
		operation(substr(code, RSTART + 6, RLENGTH - 14), where)
}

function quoted(text) {
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	gsub(/\n/, "\\n", text)
	gsub(/\t/, "\\t", text)
	return "\"" text "\""
}

function print_json(    i, k, n, where, list) {
	printf "{\"operations\": {"
	for (i = 1; i <= n_operations; i++) {
		printf "%s\n%s: [", (i > 1 ? "," : ""), quoted(operations[i])
		n = split(sources[operations[i]], where, " ")
		for (k = 1; k <= n; k++) {
			printf "%s%s", (k > 1 ? ", " : ""), quoted(where[k])
			if (!(where[k] in wanted)) {
				wanted[where[k]] = 1
				list[++list[0]] = where[k]
			}
		}
		printf "]"
	}
	printf "},\n\"texts\": {"
	for (i = 1; i <= list[0]; i++)
		printf "%s\n%s: %s", (i > 1 ? "," : ""), quoted(list[i]), quoted(texts[list[i]])
	print "}}"
}
