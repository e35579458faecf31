"""Small numbers in papers that leave the office: a governor must not be able to tell one child from a count.

A count from 1 to 4 is shown as "<5". Where the rest of a table and its total would give it away, the next smallest
count is held back too, and shown as "x"; as many as it takes until nothing can be worked out. A percentage of fewer
than ten children is left blank. (General practice of English authorities' published counts; the Department for
Education's own school tables are not suppressed, and are no model for one school.)
"""

from __future__ import annotations

from collections.abc import Sequence

from senco_desk.domain.shares import percent_of

SMALLEST_SHOWN = 5
LEAST_DENOMINATOR = 10
SMALL, HELD_BACK = "<5", "x"
SLACK = 2
"""How far the hidden counts must be free to move, for each of them to have at least three possible values."""


def shown(counts: Sequence[int]) -> list[str] | None:
    """The counts of one table whose total is known, as they may be shown; None where none of them may be.

    Every count is one part of the same total, such as pupils by year group.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN}
    if not hidden:
        return [str(count) for count in counts]
    rest = sorted((place for place, count in enumerate(counts) if count >= SMALLEST_SHOWN), key=lambda at: counts[at])
    while not _safe([counts[place] for place in hidden]):
        if not rest:
            return None
        hidden.add(rest.pop(0))
    return [
        str(count) if place not in hidden else SMALL if count < SMALLEST_SHOWN else HELD_BACK
        for place, count in enumerate(counts)
    ]


def percent(part: int, whole: int, *, suppressed: bool) -> str:
    """A share to one decimal, half up, as `14.8 %`; blank where it would be of fewer than ten, if suppressed."""
    if whole == 0 or (suppressed and (whole < LEAST_DENOMINATOR or 0 < part < SMALLEST_SHOWN)):
        return ""
    return f"{percent_of(part, whole, 1)} %"


def _safe(hidden: Sequence[int]) -> bool:
    """Whether nobody who knows the sum of the hidden counts, and which of them are small, can tell one of them."""
    small = [count for count in hidden if count < SMALLEST_SHOWN]
    large = len(hidden) - len(small)
    total = sum(hidden)
    free = total - len(small) - SMALLEST_SHOWN * large
    return len(hidden) > 1 and free >= SLACK and (large > 0 or total <= (SMALLEST_SHOWN - 1) * len(small) - SLACK)
