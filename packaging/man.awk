# SPDX-License-Identifier: GPL-2.0-only
#
# Makes a part of a manual page from what --help prints: see man.sh.  With sub_=1 it is the part of a
# subcommand, whose headings are one level lower.

function roff(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	sub(/^[.']/, "\\\\\\&&", text)
	return text
}

function heading(name) {
	print sub_ ? ".SS " name : ".SH " name
	began = 1
}

# An entry of a list, and what it means.
function entry(tag, text) {
	print ".TP\n.B " roff(tag)
	if (text != "")
		print roff(text)
	in_list = 1
}


/^Usage: / || /^ +or: +/ {
	if (!usage++ && !sub_)
		heading("SYNOPSIS")
	sub(/^Usage: |^ +or: +/, "")
	print (usage > 1 ? ".br\n" : "") ".B " roff($0)
	next
}

/^Commands / && !sub_ {
	heading("COMMANDS")
	next
}

/^ *$/ {
	blank = 1
	next
}

# The first text is the description.
/^[^ ]/ && usage && !described {
	described = 1
	if (sub_)
		print ".PP"
	else
		heading("DESCRIPTION")
	blank = 0
}

/^Exit status: / && !sub_ { heading("EXIT STATUS"); sub(/^Exit status: /, ""); blank = 0 }
/^Environment: / && !sub_ { heading("ENVIRONMENT"); sub(/^Environment: /, ""); blank = 0 }

# Lines with blanks before them belong to a list.
match($0, /^ +/) {
	indent = RLENGTH
	line = substr($0, indent + 1)
	blank = 0
	# The meaning goes on, or is below its name.
	if (indent > 6 || (in_list && indent > entry_indent && entry_indent == 2 && line !~ /^-/)) {
		print roff(line)
		next
	}
	if (line ~ /^-/ && !options++ && !sub_)
		heading("OPTIONS")
	entry_indent = indent
	if (match(line, /   *[^ ]/))
		entry(substr(line, 1, RSTART - 1), substr(line, RSTART + RLENGTH - 1))
	else
		entry(line, "")
	next
}

{
	if (blank || in_list)
		print ".PP"
	blank = in_list = 0
	print roff($0)
}
