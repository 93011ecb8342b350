#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""annotate.py RESULT OUT KEY=VALUE...: adds what only the host knows to a result file's
environment, as its "vm".  OUT is written whole or not at all."""
import json
import os
import sys


def main():
    result, out, *pairs = sys.argv[1:]
    with open(result, encoding="utf-8") as file:
        data = json.load(file)
    data["environment"]["vm"] = dict(pair.split("=", 1) for pair in pairs)
    part = f"{out}.{os.getpid()}"
    try:
        with open(part, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)
            file.write("\n")
        os.rename(part, out)
    except OSError as err:
        if os.path.exists(part):
            os.unlink(part)
        sys.exit(f"{out}: {err.strerror}")


if __name__ == "__main__":
    main()
