# SPDX-License-Identifier: GPL-2.0-only
"""Where the cost of a tool goes, in five parts, of one kernel: from its result file and, with
--explain, from the stacks of what an operation of the load takes more with the tool."""
import json
from pathlib import Path

_PROGRAM = "bpf_prog:"
_USER = "[user]"
# The figure by which a tool is known, and the one that is explained.
_KNOWN = "/reaching"
_EXPLAINED = "/added"


def _attributed(stacks: dict[str, float]) -> dict[str, float]:
    """Returns the instructions of BPF programs, of what they call, of user space, and of all else."""
    found = {"programs": 0.0, "maps": 0.0, "user": 0.0, "hooks": 0.0}
    for stack, insns in stacks.items():
        names = stack.split(";")
        if names[-1].startswith(_PROGRAM):
            part = "programs"
        elif any(name.startswith(_PROGRAM) for name in names):
            part = "maps"
        else:
            part = "user" if names[-1] == _USER else "hooks"
        found[part] += insns
    return found


def _said(results: dict[str, dict], name: str, text: str) -> str:
    """Returns a figure with its text, or why there is none."""
    result = results.get(name, {})
    if "value" in result:
        return text.format(result["value"])
    return f"not known: {result.get('reason', 'not measured')}"


def of_tool(tool: str, results: dict[str, dict], stacks: dict[str, float] | None) -> list[str]:
    """Returns the lines of one tool."""
    found = _attributed(stacks) if stacks else None
    here = {name: f"{value:.0f} instructions of an operation" for name, value in found.items()} if found else {}
    absent = "not counted: the kernel does not say which helpers a run calls; --explain does"
    cpu = _said(results, f"{tool}/cpu", "{:.3g} % of the CPU, by its processes' CPU time")
    reaching = _said(results, f"{tool}/reaching", "{:.4g} us of an operation: what it loses less the run time")
    running = _said(results, f"{tool}/running", "{:.4g} us of an operation by bpf_stats, map access included")
    if found:
        cpu += f"; user space has {here['user']} more"
        reaching = f"{here['hooks']}: all that is neither below a program nor in user space"
        running = f"{here['programs']} in the programs themselves; {running}"
    return [
        f"  user-space processing  {cpu}",
        f"  map access             {here['maps'] + ', in what the programs call' if found else absent}",
        f"  reaching the hooks     {reaching}",
        f"  verification           {_said(results, f'{tool}/verified', '{:.0f} instructions')}"
        f"{_said(results, f'{tool}/start', ', in the {:.4g} us of its start')}",
        f"  running in the kernel  {running}",
    ]


def lines(result: Path, explained: Path | None) -> list[str]:
    """Returns the lines of all tools of a result file; none if it has no tools."""
    results = {one["name"]: one for one in json.loads(result.read_text(encoding="utf-8")).get("results", [])}
    operations = json.loads(explained.read_text(encoding="utf-8"))["operations"] if explained else {}
    out = []
    for name in results:
        tool = name.removesuffix(_KNOWN)
        if tool != name and "value" in results[name]:
            out += [f"The five parts of what {tool} costs:",
                    *of_tool(tool, results, operations.get(tool + _EXPLAINED, {}).get("stacks"))]
    return out
