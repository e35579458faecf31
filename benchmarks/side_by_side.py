"""Times rivals against each other in one run, so that what is reported is a ratio and not this machine's mood."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """What one rival took, in seconds: the median of its rounds, the quickest and the slowest."""

    median: float
    quickest: float
    slowest: float


@dataclass(frozen=True)
class Ratio:
    """One line of the table: ours against a floor or a rival, and the goal that the ratio should stay within.

    `goal` is None where the figure is for information. `unit` names what the two figures are: seconds, or megabytes.
    """

    what: str
    ours: float
    against: str
    theirs: float
    goal: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours for each one of theirs."""
        return self.ours / self.theirs

    @property
    def missed(self) -> bool:
        """Whether there is a goal and the ratio is over it."""
        return self.goal is not None and self.ratio > self.goal


def race(rivals: dict[str, Callable[[], object]], *, rounds: int = 7) -> dict[str, Times]:
    """Runs every rival once to warm up, then in turn for `rounds` rounds, each round in the other order."""
    took: dict[str, list[float]] = {name: [] for name in rivals}
    for rival in rivals.values():
        rival()
    for number in range(rounds):
        for name in list(rivals) if number % 2 else list(reversed(rivals)):
            gc.collect()
            started = time.perf_counter()
            rivals[name]()
            took[name].append(time.perf_counter() - started)
    return {name: Times(statistics.median(each), min(each), max(each)) for name, each in took.items()}
