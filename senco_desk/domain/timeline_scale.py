"""The scale of a timeline: days to a length and back, in straight proportion, and where its ticks stand.

Lengths are in whatever the drawing is measured in: pixels on the screen, points on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from senco_desk.domain.terms import EARLIEST, LATEST, MONTHS, in_words


@dataclass(frozen=True)
class Scale:
    """The days from `first` to the end of `last` over a length of `width`, beginning at `left`."""

    first: date
    last: date
    width: float
    left: float = 0.0

    @property
    def days(self) -> int:
        """How many days are shown, one at least."""
        return max((self.last - self.first).days + 1, 1)

    @property
    def per_day(self) -> float:
        """The length of a day."""
        return self.width / self.days

    def at(self, day: date) -> float:
        """Where a day begins; days outside the scale are where they would be."""
        return self.left + (day - self.first).days * self.per_day

    def after(self, day: date) -> float:
        """Where a day ends."""
        return self.at(day) + self.per_day

    def middle(self, day: date) -> float:
        """The middle of a day: where a mark stands."""
        return self.at(day) + self.per_day / 2

    def day_at(self, x: float) -> date:
        """The day that holds a place; places outside the scale give the days that would be there."""
        days = int((x - self.left) // self.per_day) if self.per_day else 0
        return date.fromordinal(min(max(self.first.toordinal() + days, 1), date.max.toordinal()))


@dataclass(frozen=True)
class Window:
    """The days on show: never fewer than a fortnight, never outside the whole by more than it must."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many, both ends included."""
        return (self.last - self.first).days + 1

    def zoomed(self, factor: float, around: date, whole: Window) -> Window:
        """So many times fewer days, with `around` where it was; more days than the whole are not shown."""
        wanted = min(max(round(self.days / factor), LEAST_DAYS), max(whole.days, LEAST_DAYS))
        share = min(max((around - self.first).days / max(self.days, 1), 0.0), 1.0)
        first = shifted(around, -round(wanted * share))
        return Window(first, shifted(first, wanted - 1)).within(whole)

    def moved(self, days: int, whole: Window) -> Window:
        """So many days later (or earlier), as far as the whole goes."""
        return Window(shifted(self.first, days), shifted(self.last, days)).within(whole)

    def within(self, whole: Window) -> Window:
        """As many days, moved into the whole; where it is longer than that, it begins where the whole begins."""
        days = max(self.days, LEAST_DAYS)
        first = self.first
        if shifted(first, days - 1) > whole.last:
            first = shifted(whole.last, 1 - days)
        first = max(first, whole.first)
        return Window(first, shifted(first, days - 1))


LEAST_DAYS = 14
"""Fewer days are never shown: closer than that there is nothing more to see."""


@dataclass(frozen=True)
class Tick:
    """A line of the axis: its day and its words, empty for a line alone."""

    day: date
    words: str


def ticks(scale: Scale, room: float) -> list[Tick]:
    """The ticks of a scale, so far apart that words `room` wide fit between them: days, weeks, months or years."""
    per_day = scale.per_day
    if per_day * 7 >= room:
        step = 1 if per_day >= room else 7
        start = scale.first if step == 1 else scale.first + timedelta(days=-scale.first.weekday() % 7)
        days = ((scale.last - start).days // step) + 1
        found = [start + timedelta(days=step * number) for number in range(max(days, 0))]
        return [Tick(day, f"{day.day} {MONTHS[day.month - 1][:3]}") for day in found]
    every = next((months for months in (1, 2, 3, 6) if per_day * 30 * months >= room), 0)
    if every:
        return [
            Tick(day, MONTHS[day.month - 1][:3] if day.month > 1 else f"{day.year}")
            for day in _months(scale.first, scale.last)
            if (day.month - 1) % every == 0
        ]
    years = next((years for years in (1, 2, 5, 10, 20, 50) if per_day * 365 * years >= room), 100)
    first, last = scale.first.year + (scale.first > date(scale.first.year, 1, 1)), scale.last.year
    return [Tick(date(year, 1, 1), f"{year}") for year in range(first, last + 1) if year % years == 0]


def known_years(first: date, last: date) -> range:
    """The academic years (by their first year) that touch a stretch, as far as the school calendar knows any."""
    begin = first.year - (first.month < 9)
    end = last.year - (last.month < 9)
    return range(max(begin, EARLIEST), min(end, LATEST) + 1)


def from_to(first: date, last: date) -> str:
    """`3 September 2025 to 22 November 2026`."""
    return f"{in_words(first)} to {in_words(last)}"


def _months(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        if day.year == date.max.year and day.month == 12:
            return
        day = (day + timedelta(days=32)).replace(day=1)


def shifted(day: date, days: int) -> date:
    """So many days later, or earlier; the ends of all dates stay, so that a mistyped year stops nothing."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
