"""The backups that a desk takes of itself: why each was taken, what its folder is called, and which are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, cast

Why = Literal[
    "close", "daily", "asked", "before migration", "before import", "before removal", "before rollover",
    "before merging",
]  # fmt: skip
"""What a backup was taken for; the word stands in its folder's name."""

WORDS: dict[Why, str] = {
    "close": "When the desk was closed",
    "daily": "While you worked",
    "asked": "Made by hand",
    "before migration": "Before an update of the records",
    "before import": "Before an import",
    "before removal": "Before a person was removed",
    "before rollover": "Before a year-end rollover",
    "before merging": "Before two records were made one",
}
"""Each reason as it is shown."""

DAYS, WEEKS, MONTHS = 7, 4, 12
"""Of how many days, weeks and months the last backup is kept."""

LATEST = 8
"""So many of the last backups of these days are kept in any case: the morning's is there in the afternoon."""

AGAIN_AFTER_HOURS = 2
"""Within a day another backup is due so long after the last, where something has changed since."""

_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d) ([a-z]+(?: [a-z]+)?)(?: (\d+))?")
_STAMP = "%Y-%m-%dT%H-%M-%S"


@dataclass(frozen=True, order=True)
class Moment:
    """When and why a backup was taken; `number` tells two of one second apart. Sorts by time."""

    at: datetime
    number: int
    why: str
    """One of `WORDS`, or the reason of another version of the program: its backups are backups too."""

    @property
    def words(self) -> str:
        """The reason as it is shown."""
        return WORDS.get(cast("Why", self.why), "Made by another version of Senco Desk")

    @property
    def name(self) -> str:
        """The name of its folder, in universal time, so that names sort by time also when clocks go back."""
        stamp = self.at.astimezone(UTC).strftime(_STAMP)
        return f"{stamp} {self.why}{'' if self.number == 1 else f' {self.number}'}"


def moment_of(name: str) -> Moment | None:
    """What a folder's name says; None where it is not the name of a backup. Another version may know more “before”s."""
    found = _NAME.fullmatch(name)
    if found is None or not (found[2] in WORDS or found[2].startswith("before ")):
        return None
    try:
        at = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    number = int(found[3] or 1)
    return Moment(at, number, found[2]) if 1 <= number <= 999 else None


def kept(moments: Iterable[Moment], day_of: Callable[[datetime], date] = lambda at: at.date()) -> frozenset[Moment]:
    """Which backups are kept: the last 8; the last of each of 7 days, 4 weeks and 12 months that have any; and more.

    Days are counted where there is a backup, so that a long holiday takes none away. What was taken before something
    that cannot be undone is kept as long as the days are, for that is the state one wants back; and what a person
    asked for, for they count on it.

    Args:
        moments: every backup there is.
        day_of: the day of a moment as people there count it.
    """
    every = sorted(set(moments), reverse=True)
    days: Callable[[Moment], Hashable] = lambda one: day_of(one.at)  # noqa: E731
    weeks: Callable[[Moment], Hashable] = lambda one: day_of(one.at).isocalendar()[:2]  # noqa: E731
    months: Callable[[Moment], Hashable] = lambda one: (day_of(one.at).year, day_of(one.at).month)  # noqa: E731
    last_days = _newest(every, days, DAYS)
    recent = {days(one) for one in last_days}
    latest = {one for one in every[:LATEST] if days(one) in recent}
    wanted = {one for one in every if stays_with_its_day(one) and days(one) in recent}
    return frozenset({*latest, *last_days, *wanted, *_newest(every, weeks, WEEKS), *_newest(every, months, MONTHS)})


def stays_with_its_day(one: Moment) -> bool:
    """Whether a backup is kept as long as the last one of its day: taken before something, or asked for."""
    return one.why == "asked" or one.why.startswith("before ")


def _newest(every: list[Moment], period: Callable[[Moment], Hashable], number: int) -> list[Moment]:
    """The last moment of each of so many periods, given the moments from the last to the first."""
    found: dict[Hashable, Moment] = {}
    for one in every:
        if period(one) not in found:
            if len(found) == number:
                break
            found[period(one)] = one
    return list(found.values())
