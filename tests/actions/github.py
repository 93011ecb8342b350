#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""github.py FILE WORK [NAME=VALUE...]: runs a workflow or a composite action like GitHub, on this
machine.

Jobs run after the jobs that they need, each in its own checkout.  Steps run one after the other
with their environment, outputs, conditions and artifacts.  The NAMEs are inputs.  Every run: is
really run.  Of the actions of others, checkout copies this repository, artifacts are directories,
and caches are always empty.

WORK/summary.md gets all summaries, WORK/log all output, WORK/artifacts/NAME/ the uploads, and
WORK/jobs.json the result and outputs of each job.  The exit status is 0 if all jobs succeeded.
"""
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

import yaml

from expression import evaluate, substitute, text_of

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The checkout of a job that builds gets what is already built, so that make has nothing to do.
BUILT = ("build", "test_progs", "report_progs")
# Other parts of the tests may write here at the same time.
NOT_OURS = ("clang", "fuzz", "install", "sanitized", "selftest", "unit")


def checkout(to, built):
    leave = (".git", "results") + (() if built else BUILT)
    for name in os.listdir(TOP):
        if name in leave:
            continue
        source, target = os.path.join(TOP, name), os.path.join(to, name)
        if os.path.isdir(source):
            ignored = shutil.ignore_patterns(*NOT_OURS) if name == "build" else None
            shutil.copytree(source, target, symlinks=True, ignore=ignored)
        else:
            shutil.copy2(source, target)


class Job:
    """Runs the steps of a job one after the other."""

    def __init__(self, run, name, contexts, env, workspace):
        self.run, self.name, self.workspace, self.failed = run, name, workspace, False
        self.contexts = dict(contexts, steps={})
        self.functions = {
            "always": lambda: True, "cancelled": lambda: False,
            "failure": lambda: self.failed, "success": lambda: not self.failed,
            "toJSON": json.dumps, "fromJSON": json.loads, "hashFiles": self.hash_files}
        self.env = dict(env)

    def hash_files(self, pattern):
        digest = hashlib.sha256()
        for path in sorted(glob.glob(os.path.join(self.workspace, pattern), recursive=True)):
            with open(path, "rb") as file:
                digest.update(file.read())
        return digest.hexdigest()

    def value(self, text):
        return substitute(text, self.contexts, self.functions)

    def wanted(self, condition):
        if condition is None:
            return not self.failed
        condition = str(condition).strip()
        if condition.startswith("${{"):
            condition = condition[3:-2]
        truth = evaluate(condition, self.contexts, self.functions)
        named = any(f"{name}(" in condition for name in ("always", "cancelled", "failure", "success"))
        return bool(truth) and (named or not self.failed)

    def steps(self, steps):
        for step in steps:
            if not self.wanted(step.get("if")):
                self.note(step, "skipped", {})
                continue
            outputs = {}
            try:
                good = self.shell(step, outputs) if "run" in step else self.other(step)
            except OSError as err:
                self.run.print(f"{err}\n")
                good = False
            self.note(step, "success" if good else "failure", outputs)
            if not good and not step.get("continue-on-error"):
                self.failed = True
        return not self.failed

    def note(self, step, outcome, outputs):
        label = step.get("name") or step.get("uses") or step["run"]
        self.run.print(f"=== {self.name} / {label}: {outcome}\n")
        if "id" in step:
            self.contexts["steps"][step["id"]] = {"outcome": outcome, "outputs": outputs}

    def shell(self, step, outputs):
        # GitHub runs bash like this for shell: bash.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.value(step["run"])]
        env = dict(self.env)
        for name, text in (step.get("env") or {}).items():
            env[name] = text_of(self.value(text))
        out, summary = os.path.join(self.run.work, "output"), os.path.join(self.run.work, "step.md")
        for path in (out, summary):
            with open(path, "w", encoding="utf-8"):
                pass
        env.update(GITHUB_OUTPUT=out, GITHUB_STEP_SUMMARY=summary)
        done = subprocess.run(command, cwd=self.workspace, env=env, stdin=subprocess.DEVNULL,
                              stdout=self.run.log, stderr=subprocess.STDOUT, check=False)
        with open(out, encoding="utf-8") as file:
            outputs.update(line.rstrip("\n").split("=", 1) for line in file)
        self.run.summary(summary)
        return done.returncode == 0

    def other(self, step):
        given = {name: self.value(text) for name, text in (step.get("with") or {}).items()}
        action = step["uses"].split("@")[0]
        if action == "actions/checkout":
            checkout(self.workspace, self.name == "build")
        elif action == "actions/upload-artifact":
            return self.upload(given)
        elif action == "actions/download-artifact":
            return self.download(given)
        elif action not in ("actions/cache/restore", "actions/cache/save"):
            raise OSError(f"{action}: this action is unknown")
        return True

    def upload(self, given):
        target = os.path.join(self.run.work, "artifacts", given["name"])
        source = os.path.join(self.workspace, given["path"])
        if set(given["name"]) & set('":<>|*?\r\n\\/') or os.path.exists(target):
            raise OSError(f"{given['name']}: an invalid or duplicate name of an artifact")
        if not os.path.exists(source):
            return given.get("if-no-files-found") != "error"
        if os.path.isdir(source):
            shutil.copytree(source, target)
        else:
            os.makedirs(target)
            shutil.copy(source, target)
        for path in glob.glob(target + "/**", recursive=True):
            if os.path.isfile(path):
                os.chmod(path, 0o644)
        return True

    def download(self, given):
        source = os.path.join(self.run.work, "artifacts", given.get("name", ""))
        shutil.copytree(source, os.path.join(self.workspace, given["path"]), dirs_exist_ok=True)
        return True


class Run:
    def __init__(self, path, work, inputs):
        with open(path, encoding="utf-8") as file:
            self.file = yaml.safe_load(file)
        self.work = os.path.abspath(work)
        os.makedirs(os.path.join(self.work, "artifacts"))
        self.log = open(os.path.join(self.work, "log"), "w", encoding="utf-8", buffering=1)
        self.inputs, self.results = inputs, {}
        # YAML reads the key "on" as true.
        trigger = (self.file.get(True) or {}).get("workflow_dispatch", {})
        known = self.file.get("inputs") or trigger.get("inputs")
        for name in inputs:
            if name not in known:
                sys.exit(f"{path} has no input {name}")
        for name, description in known.items():
            self.inputs.setdefault(name, description.get("default", ""))

    def print(self, text):
        self.log.write(text)

    def summary(self, path):
        with open(path, encoding="utf-8") as file, \
                open(os.path.join(self.work, "summary.md"), "a", encoding="utf-8") as out:
            out.write(file.read())

    def contexts(self, name):
        workspace = os.path.join(self.work, "jobs", name)
        temp = os.path.join(self.work, "temp", name)
        os.makedirs(workspace)
        os.makedirs(temp)
        env = dict(os.environ, GITHUB_ACTIONS="true", CI="true", GITHUB_WORKSPACE=workspace,
                   GITHUB_EVENT_NAME="workflow_dispatch", RUNNER_OS="Linux", RUNNER_TEMP=temp)
        contexts = {"inputs": self.inputs, "vars": {}, "matrix": {}, "needs": {},
                    "github": {"workspace": workspace, "event_name": env["GITHUB_EVENT_NAME"]},
                    "runner": {"os": "Linux", "temp": temp}}
        return workspace, contexts, env

    def action(self):
        workspace, contexts, env = self.contexts("action")
        env["GITHUB_ACTION_PATH"] = os.path.join(self.work, "action")
        os.makedirs(env["GITHUB_ACTION_PATH"])
        checkout(env["GITHUB_ACTION_PATH"], True)
        job = Job(self, "action", contexts, env, workspace)
        good = job.steps(self.file["runs"]["steps"])
        outputs = {name: job.value(output["value"]) for name, output in self.file["outputs"].items()}
        self.results["action"] = {"result": "success" if good else "failure", "outputs": outputs}

    def job(self, name, job):
        needs = job.get("needs") or []
        needs = [needs] if isinstance(needs, str) else needs
        context = {need: self.results[need] for need in needs}
        judge = Job(self, name, {"needs": context}, {}, self.work)
        judge.failed = any(self.results[need]["result"] != "success" for need in needs)
        if not judge.wanted(job.get("if")):
            self.results[name] = {"result": "skipped", "outputs": {}}
            return
        cases = [{}]
        if "strategy" in job:
            cases = judge.value(job["strategy"]["matrix"]["include"])
        good, outputs = True, {}
        for case in cases:
            label = name + ("-" + case["id"] if case else "")
            workspace, contexts, env = self.contexts(label)
            contexts.update(needs=context, matrix=case)
            one = Job(self, label, contexts, env, workspace)
            for fields in (self.file.get("env"), job.get("env")):
                for key, text in (fields or {}).items():
                    one.env[key] = text_of(one.value(text)) or os.environ.get(key, "")
            good = one.steps(job["steps"]) and good
            for key, text in (job.get("outputs") or {}).items():
                outputs[key] = text_of(one.value(text))
        self.results[name] = {"result": "success" if good else "failure", "outputs": outputs}

    def go(self):
        if "runs" in self.file:
            self.action()
        else:
            # Jobs must come after the jobs that they need, otherwise results[] has no entry.
            for name, job in self.file["jobs"].items():
                self.job(name, job)
        with open(os.path.join(self.work, "jobs.json"), "w", encoding="utf-8") as file:
            json.dump(self.results, file, indent=1)
        for name, job in self.results.items():
            print(f"{name}: {job['result']}", *(f"{key}={value}" for key, value in job["outputs"].items()))
        return all(job["result"] == "success" for job in self.results.values())


def main():
    path, work, *inputs = sys.argv[1:]
    sys.exit(0 if Run(path, work, dict(text.split("=", 1) for text in inputs)).go() else 1)


if __name__ == "__main__":
    main()
