"""Money as whole pence, and the one rounding rule: half up, once per line."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Annotated

from pydantic import Field

Pence = Annotated[int, Field(ge=0, le=100_000_000)]
"""A sum of money a school could spend on a child: 0 to £1,000,000, in whole pence."""


def to_pence(amount: Fraction) -> int:
    """An exact number of pence, rounded half up to a whole one (2.5 becomes 3)."""
    return floor(amount + Fraction(1, 2))


def in_pounds(pence: int, *, whole: bool = False) -> str:
    """`1234567` as `£12,345.67`; `whole` drops the pence where there are none to say."""
    sign = "−" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    if whole and rest == 0:
        return f"{sign}£{pounds:,}"
    return f"{sign}£{pounds:,}.{rest:02d}"
