# SPDX-License-Identifier: GPL-2.0-only
"""Evaluates GitHub's expressions as far as our files use them.

These are contexts, literals, ! == != && ||, parentheses and the functions that are passed in.
Anything else is an error, so that a workflow that uses more is noticed.
"""
import re

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\|\||&&|==|!=|!|\(|\)|,|-?\d+(?:\.\d+)?|[A-Za-z_][\w.-]*)")


class Parser:
    def __init__(self, text, contexts, functions):
        self.tokens, at = [], 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if not match:
                raise ValueError(f"expression {text!r}: not understood at {text[at:]!r}")
            self.tokens.append(match.group(1))
            at = match.end()
        self.text, self.contexts, self.functions = text, contexts, functions

    def peek(self):
        return self.tokens[0] if self.tokens else None

    def take(self, wanted=None):
        if not self.tokens or (wanted and self.tokens[0] != wanted):
            raise ValueError(f"expression {self.text!r}: expected {wanted or 'more'}")
        return self.tokens.pop(0)

    def parse(self):
        value = self.either()
        if self.tokens:
            raise ValueError(f"expression {self.text!r}: {self.tokens[0]!r} left over")
        return value

    def either(self):
        value = self.both()
        while self.peek() == "||":
            self.take()
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equal()
        while self.peek() == "&&":
            self.take()
            other = self.equal()
            value = value and other
        return value

    def equal(self):
        value = self.one()
        while self.peek() in ("==", "!="):
            same = self.take() == "=="
            value = (value == self.one()) == same
        return value

    def one(self):
        token = self.take()
        if token == "!":
            return not self.one()
        if token == "(":
            value = self.either()
            self.take(")")
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if re.match(r"-?\d", token):
            return float(token)
        if self.peek() == "(":
            return self.call(token)
        if token in ("true", "false"):
            return token == "true"
        return self.look_up(token)

    def call(self, name):
        arguments = []
        self.take("(")
        while self.peek() != ")":
            arguments.append(self.either())
            if self.peek() == ",":
                self.take()
        self.take(")")
        if name not in self.functions:
            raise ValueError(f"expression {self.text!r}: function {name} is not known here")
        return self.functions[name](*arguments)

    def look_up(self, path):
        first, *rest = path.split(".")
        if first not in self.contexts:
            raise ValueError(f"expression {self.text!r}: no context {first} here")
        value = self.contexts[first]
        for name in rest:
            value = value.get(name, "") if isinstance(value, dict) else ""
        return value


def evaluate(text, contexts, functions):
    return Parser(text, contexts, functions).parse()


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def substitute(text, contexts, functions):
    """Returns the value of a field: that of x for "${{ x }}" alone, and otherwise text."""
    if not isinstance(text, str):
        return text
    whole = re.fullmatch(r"\s*\$\{\{(.*?)\}\}\s*", text, re.S)
    if whole:
        return evaluate(whole.group(1), contexts, functions)
    return re.sub(r"\$\{\{(.*?)\}\}",
                  lambda match: text_of(evaluate(match.group(1), contexts, functions)), text)
