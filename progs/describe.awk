# SPDX-License-Identifier: GPL-2.0-only
#
# Makes the table of descriptions for a skeleton from a preprocessed BPF source with its comments,
# as clang -E -CC prints it:
#
#	clang -E -CC progs/NAME.c | awk -v name=NAME -f progs/describe.awk
#
# The description of an operation is the first sentence of the comment directly above its BENCH(),
# or above the macro that makes it, be it at the call or in another macro.  The word N in it stands
# for the last number in the operation's name, because one comment may describe many sizes.

# The last part of a name that begins with a digit: 64, 1k, 1m.
function number_of(op,    part, n) {
	for (n = split(op, part, "_"); n; n--)
		if (part[n] ~ /^[0-9]/)
			return part[n]
	return "N"
}

function first_sentence(text) {
	gsub(/[ \t]+\*[ \t]+/, " ", text)
	gsub(/[ \t]+/, " ", text)
	sub(/^[ *]+/, "", text)
	if (match(text, /\.( |$)/))
		text = substr(text, 1, RSTART - 1)
	sub(/ $/, "", text)
	return text
}

function describe(op, text,    word, n, i, line) {
	n = split(first_sentence(text), word, " ")
	for (i = 1; i <= n; i++) {
		if (word[i] ~ /^N([^A-Za-z]|$)/)
			word[i] = number_of(op) substr(word[i], 2)
		line = line (i > 1 ? " " : "") word[i]
	}
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	return line
}

# Takes the comment, so that it does not describe the next operation as well.
function operation(op) {
	if (op in seen || op ~ /^base_/)
		return
	seen[op] = 1
	if (comment != "") {
		ops[++n_ops] = op
		description[op] = describe(op, comment)
	}
	comment = ""
}

# Lines of the preprocessor.
/^#/ && !inside { next }

{
	rest = $0
	while (rest != "") {
		if (inside) {
			end = index(rest, "*/")
			text = text " " (end ? substr(rest, 1, end - 1) : rest)
			rest = end ? substr(rest, end + 2) : ""
			if (end) {
				inside = 0
				comment = text
			}
			continue
		}
		if (!match(rest, /\/\*|\/\/|[;}]|op__[A-Za-z0-9_]+\(|loop__[A-Za-z0-9_]+__over__/))
			break
		token = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		if (token == "/*") {
			inside = 1
			text = ""
		} else if (token == "//") {
			rest = ""
		} else if (token == ";" || token == "}") {
			# Something else is between the comment and the operation.
			comment = ""
		} else {
			sub(/^(loop|op)__/, "", token)
			sub(/(__over__|\()$/, "", token)
			operation(token)
		}
	}
}

END {
	printf "\nstatic const struct bench_about %s__abouts[] __attribute__((unused)) = {\n", name
	for (i = 1; i <= n_ops; i++)
		printf "\t{ \"%s\", \"%s\" },\n", ops[i], description[ops[i]]
	print "\t{},\n};"
}
