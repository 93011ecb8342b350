# SPDX-License-Identifier: GPL-2.0-only
"""Explains the figures of one boot: from its trace, its result file and the kernel's functions."""
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from vm.explain import classes, symbols
from vm.explain.figures import Figure, Recipe, Sample, Samples, figure_of
from vm.explain.symbols import Static, Symbols
from vm.explain.trace import MISSES, Text, Trace, Window
from vm.explain.walk import Counts, NoCut, Shape, Walk

SCHEMA = "bpf-perf-explain/1"
# Above this share of a figure what is not attributed makes the explanation wrong.
MOST_OPEN = 0.005
# But not in a figure that is almost nothing.
LEAST_OPEN = 0.01
# In the result file a stack is a string.
SEPARATOR = ";"


@dataclass
class Said:
    """What the guest said of a window: where the program is whose clock reads are its ends, or how
    its name begins, or None for those of user space."""

    test: str
    object: str
    round: int
    operation: str
    program: int | str | None
    window: Window | None = None


@dataclass
class Story:
    """The windows and recipes of a trace."""

    windows: list[Said] = field(default_factory=list)
    samples: Samples = field(default_factory=lambda: defaultdict(list))
    recipes: dict[str, Recipe] = field(default_factory=dict)
    none: dict[str, str] = field(default_factory=dict)
    # The guest lost records of what code the kernel generated.
    lost: bool = False
    _round: tuple[str, str, int] = ("", "", 0)

    def hear(self, words: tuple[str, ...]) -> None:
        match words:
            case ("round", test, of, number):
                self._round = (test, of, int(number))
            case ("window", operation, "program", address):
                self.windows.append(Said(*self._round, operation, int(address, 16)))
            case ("window", operation, "named", name):
                self.windows.append(Said(*self._round, operation, name))
            case ("window", operation, "user"):
                self.windows.append(Said(*self._round, operation, None))
            case ("took", clock, n, share):
                one = self.windows[-1]
                self.samples[(*self._round, one.operation)].append(
                    Sample(len(self.windows) - 1, float(clock), int(n), float(share)))
            case ("figure", test, of, operation, baseline, samples, rounds):
                self.recipes[f"{test}/{operation}"] = Recipe(
                    test, of, operation, "" if baseline == "-" else baseline, float(samples), float(rounds))
            case ("none", test, operation, why):
                self.none[f"{test}/{operation}"] = why
            case ("lost",):
                self.lost = True

    def saw(self, window: Window) -> None:
        if self.windows:
            self.windows[-1].window = window


def read(trace: Trace) -> Story:
    """Reads a trace once, without what its windows executed."""
    story = Story()
    for event in trace.events():
        if isinstance(event, Text):
            story.hear(event.words)
        else:
            story.saw(event)
    return story


@dataclass
class Walked:
    """What a window executed, for one operation."""

    counts: Counts | None = None
    why: str = ""


def walk_windows(trace: Trace, static: Static, story: Story, wanted: set[int]) -> dict[int, Walked]:
    """Walks through the wanted windows, with the names that were valid at their time."""
    found: dict[int, Walked] = {}
    table = Symbols(static)
    shapes: dict[int, Shape] = {}
    clock = {sample.window: sample.clock for samples in story.samples.values() for sample in samples}
    n = -1
    for event in trace.events():
        if isinstance(event, Window):
            if n in wanted:
                found[n] = _walk(trace, table, story.windows[n], shapes, clock.get(n))
            continue
        match event.words:
            case ("code", address, size, name):
                table.add(int(address, 16), int(size, 16), name)
            case ("gone", address, _, _):
                table.remove(int(address, 16))
            case ("window", *_):
                n += 1
    return found


def _walk(trace: Trace, table: Symbols, said: Said, shapes: dict[int, Shape], clock: float | None) -> Walked:
    program = None
    if said.program is not None:
        code = table.named(said.program) if isinstance(said.program, str) else table.generated(said.program)
        if not said.program or not code:
            return Walked(why="the kernel does not say where the program is (is it not compiled: net.core.bpf_jit_enable?)")
        program = (code[0], code[0] + code[1])
    assert said.window
    try:
        walk = Walk(trace.blocks, table.find, table.starts, program, shapes)
        return Walked(walk.count(trace.read(said.window), clock, trace.read_misses(said.window)))
    except NoCut as why:
        return Walked(why=str(why))


@dataclass
class Sums:
    """The weighted sums of a figure's windows: by function, and by stack."""

    insns: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    classes: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    stacks: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    unsure: int = 0
    # The guest waited for something.
    waits: bool = False

    def add(self, counts: Counts, weight: float, trace: Trace) -> None:
        names: dict[int, tuple[str, str]] = {}
        for (node, share), n in counts.blocks.items():
            if node not in names:
                names[node] = (counts.tree.nodes[node].name, _stack(counts.tree.path(node)))
            name, stack = names[node]
            insns = trace.blocks[share.block].insns[:share.n]
            self.waits = self.waits or any(map(classes.waits, insns))
            self.insns[name] += weight * n * share.n
            self.stacks[stack] += weight * n * share.n
            for one, times in classes.of(insns).items():
                self.classes[name][one] += weight * n * times
        for (node, what), n in counts.misses.items():
            self.classes[names[node][0]][what] += weight * n
        self.unsure += counts.unsure


def _stack(path: list[str]) -> str:
    """Returns a stack from the measured program on."""
    if symbols.PROGRAM in path:
        path = path[path.index(symbols.PROGRAM):]
    return SEPARATOR.join(path)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items() if abs(value) > 5e-7}


def _operation(figure: Figure, walked: dict[int, Walked], trace: Trace, models: bool) -> dict:
    sums = Sums()
    for sample, weight in figure.weights:
        one = walked[sample.window]
        if not one.counts:
            return {"reason": one.why}
        sums.add(one.counts, weight / sample.n, trace)
    total = sum(sums.insns.values())
    if sums.waits:
        return {"reason": "it waits: the clock goes on while the guest executes nothing"}
    functions = {name: {"insns": round(insns, 6)} | _rounded(sums.classes[name])
                 for name, insns in sums.insns.items()
                 if abs(insns) > 5e-7 or _rounded(sums.classes[name])}
    missed = {what: round(sum(one[what] for one in sums.classes.values()), 6) for what in MISSES} if models else {}
    return {"value": round(figure.value, 6), "sum": round(total, 6), "unsure": sums.unsure, **missed,
            "functions": dict(sorted(functions.items(), key=lambda item: -item[1]["insns"])),
            "stacks": dict(sorted(_rounded(sums.stacks).items()))}


def _check_sum(operation: dict) -> None:
    """An explanation whose sum is not the figure explains nothing."""
    if "reason" in operation:
        return
    off = abs(operation["result"] - operation["sum"])
    if off > MOST_OPEN * abs(operation["result"]) and off > LEAST_OPEN:
        operation["reason"] = f"its functions add up to {operation['sum']:.6g} of {operation['result']:.6g} instructions"
        del operation["functions"], operation["stacks"]


def _missing(figure: Figure, story: Story, trace: Trace) -> str:
    """Returns why not all windows of a figure are in the trace; empty if they are."""
    for sample, _ in figure.weights:
        if abs(sample.share * sample.n - sample.clock) > 0.5:
            return "the operation reads the clock itself"
        if not story.windows[sample.window].window:
            return ("it does not fit below the limit of the trace (--explain-limit)" if trace.full else
                    "the window was not closed" if trace.complete else "the trace ends before it")
    return ""


def explain(trace: Trace, static: Static, results: Iterable[dict], models: bool = False) -> dict[str, dict]:
    """Returns the explanation of each operation that has a figure in the results.  With models the
    trace also has what a model of caches and branches missed.  Raises Damaged, OSError."""
    story = read(trace)
    figures: dict[str, Figure] = {}
    found: dict[str, dict] = {}
    for result in results:
        name = result["name"]
        if "value" not in result:
            continue
        why = story.none.get(name, "")
        recipe = story.recipes.get(name)
        figure = figure_of(recipe, story.samples) if recipe else None
        if not why and not figure:
            why = "the trace ends before its figure" if not trace.complete else "it was not run in a window"
        if figure and not why:
            why = _missing(figure, story, trace)
        if why or not figure:
            found[name] = {"reason": why}
        else:
            figures[name] = figure
            found[name] = {}
    wanted = {sample.window for figure in figures.values() for sample, _ in figure.weights}
    walked = walk_windows(trace, static, story, wanted)
    values = {result["name"]: result.get("value") for result in results}
    for name, figure in figures.items():
        found[name] = _operation(figure, walked, trace, models) | {"result": values[name]}
        _check_sum(found[name])
    return found
