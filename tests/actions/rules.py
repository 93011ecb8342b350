#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""rules.py WORKFLOW ACTION: what we want of both files, whatever a linter thinks."""
import os
import re
import sys

import yaml

SHELL = re.compile(r'^"?(\$GITHUB_ACTION_PATH/)?\.github/scripts/([a-z]+\.sh)"?( [a-z/.]+)*$')
PIN = re.compile(r"^actions/[a-z/-]+@[0-9a-f]{40}$")


def step_faults(step):
    if "run" in step:
        match = SHELL.match(step["run"])
        if "${{" in step["run"]:
            yield f"{step['run']}: an expression in a script"
        elif not match or not os.access(f".github/scripts/{match.group(2)}", os.X_OK):
            yield f"{step['run']}: not one of the scripts of .github/scripts"
    elif not PIN.match(step["uses"]):
        yield f"{step['uses']}: not pinned by a commit"
    elif step["uses"].startswith("actions/checkout@") and \
            step.get("with", {}).get("persist-credentials") is not False:
        yield "checkout leaves its token behind"
    elif step["uses"].startswith("actions/upload-artifact@") and step.get("if") != "always()" and \
            step["with"]["name"] != "programs":
        yield f"{step['with']['name']}: results are kept always"


def workflow_faults(file):
    jobs = file["jobs"]
    if file.get("permissions") != {"contents": "read"}:
        yield "permissions are not contents: read alone"
    if set(file[True]) != {"pull_request", "schedule", "workflow_dispatch"}:
        yield f"starts on {set(file[True])}"
    if "concurrency" not in file:
        yield "no concurrency"
    for name, job in jobs.items():
        if not job.get("timeout-minutes"):
            yield f"{name}: no timeout"
        if "permissions" in job:
            yield f"{name}: permissions of its own"
        if "strategy" in job and job["strategy"].get("fail-fast") is not False:
            yield f"{name}: one failure ends the others"
        for step in job["steps"]:
            yield from step_faults(step)
    *others, gate = jobs
    if jobs[gate].get("if") != "always()" or set(jobs[gate]["needs"]) != set(others):
        yield f"{gate}: the last job does not always judge all others"


def action_faults(file):
    for name in ("kernels", "tests", "mode", "compare", "threshold"):
        if name not in file["inputs"]:
            yield f"no input {name}"
    for name in ("verdict", "results"):
        if name not in file["outputs"]:
            yield f"no output {name}"
    for step in file["runs"]["steps"]:
        yield from step_faults(step)
        if "run" in step and step.get("shell") != "bash":
            yield f"{step['run']}: without shell: bash"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        faults = list(workflow_faults(yaml.safe_load(file)))
    with open(sys.argv[2], encoding="utf-8") as file:
        faults += action_faults(yaml.safe_load(file))
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
