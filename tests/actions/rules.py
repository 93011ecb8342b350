#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""rules.py WORKFLOW LOCK ATLAS ACTION: checks our own rules for the four files.

Only one job may write to the repository: the one of the lock file that opens its pull request, and
only one may publish pages: that of the atlas.  A pull request of somebody else must not start them, and
they must run nothing that was fetched or built.
"""
import os
import re
import sys

import yaml

SHELL = re.compile(r'^"?(\$GITHUB_ACTION_PATH/)?\.github/scripts/([a-z]+\.sh)"?( [a-z/.]+)*$')
# What the jobs that may write may do.
WRITES = {"propose": {"contents": "write", "pull-requests": "write"}, "publish": {"pages": "write", "id-token": "write"}}
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
        yield "checkout must not keep its token"
    elif step["uses"].startswith("actions/upload-artifact@") and step.get("if") != "always()" and \
            step["with"]["name"] not in ("programs", "lock"):
        yield f"{step['with']['name']}: results must be kept always"


def workflow_faults(file, events, writers=()):
    jobs = file["jobs"]
    if file.get("permissions") != {"contents": "read"}:
        yield "permissions are not contents: read alone"
    if set(file[True]) != events:
        yield f"starts on {set(file[True])}"
    if "concurrency" not in file:
        yield "concurrency is missing"
    for name, job in jobs.items():
        if not job.get("timeout-minutes"):
            yield f"{name}: no timeout"
        if job.get("permissions") != (WRITES[name] if name in writers else None):
            yield f"{name}: permissions of its own"
        if name not in writers and "github.token" in str(job):
            yield f"{name}: has a token"
        if "strategy" in job and job["strategy"].get("fail-fast") is not False:
            yield f"{name}: one failure ends the others"
        for step in job["steps"]:
            yield from step_faults(step)


def gate_faults(jobs):
    *others, gate = jobs
    if jobs[gate].get("if") != "always()" or set(jobs[gate]["needs"]) != set(others):
        yield f"{gate}: the last job does not always judge all others"


def writer_faults(job):
    """The job may take a checkout and the lock file, and run the one script that proposes it."""
    runs = [step["run"] for step in job["steps"] if "run" in step]
    if runs != [".github/scripts/lock.sh propose"]:
        yield f"the job that may write runs {runs}"
    taken = [step["with"] for step in job["steps"] if "download-artifact@" in step.get("uses", "")]
    if taken != [{"name": "lock", "path": "configs"}]:
        yield f"the job that may write takes {taken}"


def publisher_faults(jobs):
    """The job that may publish takes what the one before kept, and does nothing else."""
    steps = [step.get("uses", step.get("run", "")).partition("@")[0] for step in jobs["publish"]["steps"]]
    if steps != ["actions/deploy-pages"]:
        yield f"the job that may publish has {steps}"
    kept = [step for step in jobs["atlas"]["steps"] if "upload-pages-artifact@" in step.get("uses", "")]
    if [step["with"] for step in kept] != [{"path": "results/site"}]:
        yield f"the site is {kept}"
    elif kept[0].get("if") != jobs["publish"].get("if") or jobs["publish"]["needs"] != "atlas":
        yield "what is kept for the pages is not what is published"
    if "default_branch" not in str(jobs["publish"].get("if")):
        yield "another branch is published"


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
    files = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            files.append(yaml.safe_load(file))
    workflow, lock, atlas, action = files
    faults = [*workflow_faults(workflow, {"pull_request", "schedule", "workflow_dispatch"}),
              *gate_faults(workflow["jobs"]),
              *workflow_faults(lock, {"schedule", "workflow_dispatch"}, ("propose",)),
              *writer_faults(lock["jobs"]["propose"]),
              *workflow_faults(atlas, {"schedule", "workflow_dispatch"}, ("publish",)),
              *publisher_faults(atlas["jobs"]),
              *action_faults(action)]
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
