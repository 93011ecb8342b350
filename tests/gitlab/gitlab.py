#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""gitlab.py check FILE                      checks a .gitlab-ci.yml
gitlab.py run FILE WORK [NAME=VALUE...]   runs its jobs like GitLab, on this machine

check knows the keywords that the file uses, and refuses others: what GitLab would ignore or refuse.
run runs all jobs in the order of their needs, each in its own checkout with the artifacts of the
jobs that it needs.  before_script and script are one shell, and after_script is another.  The NAMEs
are variables of a pipeline that somebody starts.  Caches are a directory that all jobs share.
A MATRIX=... variable replaces the values of the matrix, separated by blanks.

WORK/log gets all output, WORK/jobs.json the result of each job, WORK/JOB/ is its checkout.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "actions"))
from github import checkout

GLOBAL = {"stages", "workflow", "variables", "default"}
JOB = {"stage", "script", "before_script", "after_script", "image", "needs", "variables", "artifacts", "cache",
       "parallel", "when", "allow_failure", "rules", "timeout", "tags"}
ARTIFACTS = {"paths", "when", "expire_in", "reports", "name"}
CACHE = {"key", "paths", "policy", "when"}
# GitLab knows these without a declaration.
PREDEFINED = re.compile("CI_[A-Z_]+|GITLAB_[A-Z_]+")


class Wrong(Exception):
    pass


def need(truth, text):
    if not truth:
        raise Wrong(text)


def load(path):
    with open(path, encoding="utf-8") as file:
        data = yaml.safe_load(file)
    need(isinstance(data, dict), "not a map")
    jobs = {name: job for name, job in data.items() if name not in GLOBAL and not name.startswith(".")}
    return data, jobs


def lines(job, key):
    """Returns the lines of a script, which may be nested lists."""
    found = job.get(key) or []
    need(isinstance(found, list), f"{key}: not a list")
    for line in found:
        # A line with ": " may be read as a map.
        need(isinstance(line, str), f"{key}: not text: {line!r}")
    return found


def matrix(job):
    cases = []
    for one in (job.get("parallel") or {}).get("matrix", []):
        need(len(one) == 1, "a matrix of one variable is expected")
        [(name, values)] = one.items()
        for value in values:
            need(isinstance(value, str), f"matrix: {value!r} is no string: YAML takes 5.10 for 5.1")
            cases.append({name: value})
    return cases or [{}]


def check_job(name, job, jobs, stages, known):
    need(isinstance(job, dict), "not a map")
    need(not job.keys() - JOB, f"unknown keywords {sorted(job.keys() - JOB)}")
    need(job.get("stage") in stages, f"stage {job.get('stage')} is not in stages")
    need(lines(job, "script"), "no script")
    need("timeout" in job, "no timeout")
    for other in job.get("needs", []):
        need(other in jobs, f"needs {other}, which is no job")
        need(stages.index(jobs[other]["stage"]) <= stages.index(job["stage"]), f"needs {other} of a later stage")
    artifacts = job.get("artifacts") or {}
    need(not artifacts.keys() - ARTIFACTS, f"artifacts: unknown keywords {sorted(artifacts.keys() - ARTIFACTS)}")
    for one in [job["cache"]] if isinstance(job.get("cache"), dict) else job.get("cache") or []:
        need(not one.keys() - CACHE, f"cache: unknown keywords {sorted(one.keys() - CACHE)}")
        for path in one["paths"]:
            need(not path.startswith(("/", "~")), f"cache: {path} is not below the project")
    mine = known | set(job.get("variables") or {}) | {key for case in matrix(job) for key in case}
    text = json.dumps({key: job.get(key) for key in ("artifacts", "variables")})
    for used in re.findall(r"\$\{?(\w+)", text):
        need(used in mine or PREDEFINED.fullmatch(used), f"${used} is not set")


def check(path):
    data, jobs = load(path)
    stages = data.get("stages") or []
    need(stages and jobs, "no stages or no jobs")
    need(not data.get("default", {}).keys() - JOB, "default: unknown keywords")
    for name, job in jobs.items():
        try:
            check_job(name, job, jobs, stages, set(data.get("variables") or {}))
        except Wrong as wrong:
            raise Wrong(f"{name}: {wrong}") from wrong
    # The matrix cannot read a file.
    with open("configs/kernels.default", encoding="utf-8") as file:
        default = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    values = [value for job in jobs.values() for case in matrix(job) for key, value in case.items() if key == "KERNEL"]
    need(values == default, f"the matrix has the kernels {values}, configs/kernels.default {default}")


def expanded(text, env):
    """Expands variables like GitLab does in keywords."""
    for _ in range(3):
        text = re.sub(r"\$\{?([A-Za-z_]\w*)\}?", lambda found: env.get(found.group(1), ""), text)
    return text


class Pipeline:
    def __init__(self, path, work, variables):
        self.data, self.jobs = load(path)
        self.work = os.path.abspath(work)
        os.makedirs(self.work)
        self.log = open(os.path.join(self.work, "log"), "w", encoding="utf-8", buffering=1)
        self.given, self.values = variables, variables.pop("MATRIX", "").split()
        self.results = {}
        # The artifacts of each job, with the instances of its matrix.
        self.artifacts = {name: [] for name in self.jobs}

    def env(self, job, case, place):
        env = dict(os.environ, CI="true", GITLAB_CI="true", CI_PROJECT_DIR=place, CI_PIPELINE_SOURCE="web")
        plain = {name: value["value"] if isinstance(value, dict) else value
                 for name, value in (self.data.get("variables") or {}).items()}
        mine = plain | (job.get("variables") or {}) | case | self.given
        known = env | mine
        return env | {name: expanded(str(value), known) for name, value in mine.items()}

    def shell(self, words, env, place):
        text = "set -eo pipefail\n" + "\n".join(words) + "\n"
        return subprocess.run(["bash", "--noprofile", "--norc", "-c", text], cwd=place, env=env,
                              stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, check=False).returncode

    def keep(self, name, job, env, place, good):
        """Keeps the artifacts of a job in a directory of their own."""
        artifacts = job.get("artifacts") or {}
        if not good and artifacts.get("when", "on_success") != "always":
            return
        into = os.path.join(self.work, "artifacts", f"{name}.{len(self.artifacts[name])}")
        os.makedirs(into)
        reports = [path for path in (artifacts.get("reports") or {}).values()]
        for pattern in artifacts.get("paths", []) + reports:
            for path in glob.glob(os.path.join(place, expanded(pattern, env))):
                target = os.path.join(into, os.path.relpath(path, place))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                if os.path.isdir(path):
                    shutil.copytree(path, target, dirs_exist_ok=True)
                else:
                    shutil.copy2(path, target)
        self.artifacts[name].append(into)

    def instance(self, name, job, case):
        """Runs one instance of a job.  Returns its exit status."""
        place = os.path.join(self.work, "-".join([name, *case.values()]))
        os.makedirs(place)
        checkout(place, name == "build")
        for other in job.get("needs", []):
            for found in self.artifacts[other]:
                shutil.copytree(found, place, dirs_exist_ok=True)
        env = self.env(job, case, place)
        if "cache" in job and "VM_CACHE" not in self.given:
            cache = os.path.join(self.work, "cache")
            os.makedirs(cache, exist_ok=True)
            os.makedirs(os.path.dirname(env["VM_CACHE"]), exist_ok=True)
            os.symlink(cache, env["VM_CACHE"])
        before = job.get("before_script", self.data.get("default", {}).get("before_script", []))
        self.log.write(f"=== {name} {case}\n")
        status = self.shell([*before, *lines(job, "script")], env, place)
        self.shell(lines(job, "after_script"), env, place)
        self.log.write(f"=== {name} {case}: {status}\n")
        self.keep(name, job, env, place, status == 0)
        return status

    def job(self, name, job):
        failed = [other for other in job.get("needs", []) if self.results[other] == "failed"]
        if failed and job.get("when", "on_success") != "always":
            self.results[name] = "skipped"
            return
        cases = matrix(job)
        if self.values and cases != [{}]:
            cases = [{next(iter(cases[0])): value} for value in self.values]
        allowed = (job.get("allow_failure") or {}).get("exit_codes", [])
        allowed = [allowed] if isinstance(allowed, int) else allowed
        statuses = [self.instance(name, job, case) for case in cases]
        self.results[name] = "failed" if any(status and status not in allowed for status in statuses) else \
            "warning" if any(statuses) else "success"

    def go(self):
        order = self.data["stages"]
        for name, job in sorted(self.jobs.items(), key=lambda one: order.index(one[1]["stage"])):
            self.job(name, job)
        with open(os.path.join(self.work, "jobs.json"), "w", encoding="utf-8") as file:
            json.dump(self.results, file)
        print(self.results)
        return "failed" not in self.results.values()


def main():
    match sys.argv[1:]:
        case ["check", path]:
            try:
                check(path)
            except (Wrong, OSError, yaml.YAMLError) as wrong:
                print(f"{path}: {wrong}")
                return 1
            return 0
        case ["run", path, work, *variables]:
            return 0 if Pipeline(path, work, dict(text.split("=", 1) for text in variables)).go() else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
