#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""recipe.py NAME: prints the block of docs/recipes.md that has "# NAME" in its first two lines.

With --steps it prints the steps of a test definition of LAVA instead, as a script.
"""
import re
import sys
import textwrap

with open("docs/recipes.md", encoding="utf-8") as file:
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", file.read(), re.M)
found = [textwrap.dedent(block).strip("\n") + "\n" for block in blocks
         if any(re.match(rf" {{4}}# (\S*/)?{re.escape(sys.argv[1])}\b", line) for line in block.strip("\n").split("\n")[:2])]
if len(found) != 1:
    sys.exit(f"docs/recipes.md has {len(found)} blocks of {sys.argv[1]}")
if "--steps" in sys.argv[2:]:
    import yaml
    definition = yaml.safe_load(found[0])
    assert definition["metadata"]["format"] == "Lava-Test Test Definition 1.0", definition
    # LAVA makes shell variables of the parameters, and runs one shell for all steps.
    for name, value in definition["params"].items():
        print(f": \"${{{name}:={value}}}\"")
    print(*definition["run"]["steps"], sep="\n")
else:
    print(found[0], end="")
