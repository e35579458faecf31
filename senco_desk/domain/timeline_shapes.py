"""The shapes of a timeline's marks as outlines on a unit square, so that screen and paper draw the same ones.

Every kind of thing has a shape of its own, told apart without colour; a filled and a hollow one are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

Shape = Literal[
    "dot", "ring", "square", "box", "diamond", "lozenge", "triangle", "page", "flag", "tick", "cross", "bar", "star",
    "clock",
]  # fmt: skip

Points = tuple[tuple[float, float], ...]
"""Places from (0, 0) at the upper left to (1, 1) at the lower right."""


@dataclass(frozen=True)
class Outline:
    """How a shape is drawn: closed, and filled or hollow; an open one is a stroke alone."""

    points: Points
    filled: bool = True
    closed: bool = True


def _round(steps: int = 20) -> Points:
    return tuple((0.5 + 0.42 * cos(2 * pi * n / steps), 0.5 + 0.42 * sin(2 * pi * n / steps)) for n in range(steps))


def _star() -> Points:
    def at(number: int) -> tuple[float, float]:
        reach, turn = (0.5, 0.22)[number % 2], pi * number / 5 - pi / 2
        return 0.5 + reach * cos(turn), 0.54 + reach * sin(turn)

    return tuple(at(number) for number in range(10))


_SQUARE: Points = ((0.12, 0.12), (0.88, 0.12), (0.88, 0.88), (0.12, 0.88))
_DIAMOND: Points = ((0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5))

OUTLINES: dict[Shape, Outline] = {
    "dot": Outline(_round()),
    "ring": Outline(_round(), filled=False),
    "square": Outline(_SQUARE),
    "box": Outline(_SQUARE, filled=False),
    "diamond": Outline(_DIAMOND),
    "lozenge": Outline(_DIAMOND, filled=False),
    "triangle": Outline(((0.5, 0.06), (0.98, 0.92), (0.02, 0.92))),
    "page": Outline(((0.2, 0.02), (0.62, 0.02), (0.84, 0.26), (0.84, 0.98), (0.2, 0.98)), filled=False),
    "flag": Outline(((0.16, 0.0), (0.92, 0.26), (0.3, 0.54), (0.3, 1.0), (0.16, 1.0))),
    "tick": Outline(((0.08, 0.54), (0.38, 0.86), (0.94, 0.14)), filled=False, closed=False),
    "cross": Outline(
        ((0.38, 0.08), (0.62, 0.08), (0.62, 0.38), (0.92, 0.38), (0.92, 0.62), (0.62, 0.62),
         (0.62, 0.92), (0.38, 0.92), (0.38, 0.62), (0.08, 0.62), (0.08, 0.38), (0.38, 0.38))
    ),
    "bar": Outline(((0.42, 0.0), (0.58, 0.0), (0.58, 1.0), (0.42, 1.0))),
    "star": Outline(_star()),
    "clock": Outline(((0.1, 0.05), (0.9, 0.05), (0.1, 0.95), (0.9, 0.95)), filled=False),
}  # fmt: skip
