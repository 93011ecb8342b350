# SPDX-License-Identifier: GPL-2.0-only
"""Which windows a figure is made from, and with which weights.

The engine takes a quantile of the samples of a round, subtracts that of the baseline, and takes a
quantile of the rounds.  A quantile is a sample, or between two.  So a figure is a sum of samples
with weights, and its functions are the same sum of theirs.
"""
import math
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """A window, and what it took: the clock's units of all operations, their number, and the sample
    of one operation."""

    window: int
    clock: float
    n: int
    share: float


@dataclass(frozen=True)
class Recipe:
    """How the figure of an operation is made: see bench/engine/trace.h."""

    test: str
    object: str
    operation: str
    # Empty if there is none.
    baseline: str
    samples: float
    rounds: float


# The samples of each round, by test, object, number of the round and operation.
Samples = dict[tuple[str, str, int, str], list[Sample]]


@dataclass
class Figure:
    """A figure, and the weights of the samples that it is the sum of."""

    value: float = 0
    weights: list[tuple[Sample, float]] = field(default_factory=list)


def quantile(n: int, q: float) -> list[tuple[int, float]]:
    """Returns the ranks, from 0, whose weighted sum is the q-quantile of n sorted values: see
    stats_quantile()."""
    position = q * (n - 1)
    below = math.floor(position)
    if below + 1 >= n:
        return [(n - 1, 1.0)]
    part = position - below
    return [(below, 1 - part), (below + 1, part)] if part else [(below, 1.0)]


def of_samples(samples: Sequence[Sample], q: float) -> Figure:
    """Returns the quantile of the samples of a round."""
    ordered = sorted(samples, key=lambda sample: sample.share)
    figure = Figure()
    for rank, weight in quantile(len(ordered), q):
        value = ordered[rank].share
        # Samples that are equal are exchangeable.  Taking the same one makes most weights 1, and
        # before the last one the caches have seen most.
        same = next(one for one in reversed(ordered) if one.share == value)
        figure.value += weight * value
        figure.weights.append((same, weight))
    return figure


def _plus(figure: Figure, other: Figure, weight: float) -> None:
    figure.value += weight * other.value
    figure.weights += [(sample, weight * part) for sample, part in other.weights]


def figure_of(recipe: Recipe, samples: Samples) -> Figure | None:
    """Returns the figure; None if no round has all samples."""
    rounds = []
    for (test, of, number, operation), own in samples.items():
        if (test, of, operation) != (recipe.test, recipe.object, recipe.operation):
            continue
        figure = of_samples(own, recipe.samples)
        if recipe.baseline:
            base = samples.get((test, of, number, recipe.baseline))
            if not base:
                continue
            _plus(figure, of_samples(base, recipe.samples), -1)
        rounds.append(figure)
    if not rounds:
        return None
    rounds.sort(key=lambda one: one.value)
    total = Figure()
    for rank, weight in quantile(len(rounds), recipe.rounds):
        value = rounds[rank].value
        _plus(total, next(one for one in reversed(rounds) if one.value == value), weight)
    return _merged(total)


def _merged(figure: Figure) -> Figure:
    weights: dict[int, float] = {}
    samples: dict[int, Sample] = {}
    for sample, weight in figure.weights:
        samples[sample.window] = sample
        weights[sample.window] = weights.get(sample.window, 0) + weight
    return Figure(figure.value, [(samples[window], weight) for window, weight in weights.items() if weight])
