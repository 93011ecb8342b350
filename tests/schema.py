#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks result files against docs/results.schema.json: tests/schema.py FILE..."""
import json
import os
import sys

import jsonschema

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../docs/results.schema.json")) as f:
    validator = jsonschema.Draft202012Validator(json.load(f))
bad = 0
for path in sys.argv[1:]:
    with open(path) as f:
        for error in validator.iter_errors(json.load(f)):
            where = "/".join(str(p) for p in error.absolute_path)
            print(f"{path}: {where}: {error.message}")
            bad = 1
sys.exit(bad)
