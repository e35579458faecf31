"""Percentages: rounded in one way, half up and from the exact figure, wherever they are shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

Figure = int | float | Decimal | Fraction


def rounded(value: Figure, places: int = 0) -> Decimal:
    """A figure of nought or more, half up to so many places: 12.5 is 13, and 12.49 is 12.

    Rounds once and from the figure as it is: what was rounded before may come out one too high.
    """
    if value < 0:
        raise ValueError("Shares are nought or more")
    return Decimal(floor(Fraction(value) * 10**places + Fraction(1, 2))).scaleb(-places)


def percent_of(part: int, whole: int, places: int = 0) -> Decimal:
    """So many of so many, in percent, half up: 6 of 48 is 13, or 12.5 with one place. `whole` must not be nought."""
    return rounded(Fraction(100 * part, whole), places)
