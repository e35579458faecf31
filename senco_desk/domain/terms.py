"""The school year: academic years, term dates, and the days on which a school is open.

Money accrues per school day, and some duties are counted in school days, so one calendar answers for both.
It never guesses in silence: a year whose terms have not been entered is marked as assumed, so that every
screen and page that rests on it can say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, total_ordering
from typing import Annotated, Literal, Self

from pydantic import Field

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Line, Record

SCHOOL_DAYS_A_YEAR = 190
"""The days a maintained school is open to pupils in a year: 38 weeks of five."""

EARLIEST, LATEST = 1990, 2200
"""The first and the last academic year that can be meant."""

SpanKind = Literal["term", "closure", "inset"]


class CalendarSpan(Record):
    """A stretch of the school calendar, first and last day included.

    A `term` opens its weekdays; a `closure` (half-term, snow, election) and an `inset` day take days away
    again. Half-terms may be entered either as six terms or as three terms with closures in them.
    """

    start: date
    end: date
    kind: SpanKind
    name: Line = ""

    @property
    def year(self) -> AcademicYear:
        """The academic year that holds its middle, so that a day over the edge is no matter."""
        return AcademicYear.of(self.start + (self.end - self.start) / 2)


@total_ordering
class AcademicYear(Record):
    """1 September of `first` to the following 31 August."""

    first: Annotated[int, Field(ge=EARLIEST, le=LATEST)]

    @property
    def start(self) -> date:
        """1 September."""
        return date(self.first, 9, 1)

    @property
    def end(self) -> date:
        """The last day, 31 August."""
        return date(self.first + 1, 8, 31)

    @classmethod
    def of(cls, day: date) -> Self:
        """The academic year that the day falls in; a mistyped century is refused with a sentence."""
        first = day.year if day.month >= 9 else day.year - 1
        if not EARLIEST <= first <= LATEST:
            raise RefusedError(f"{in_words(day)} is too far away. Check the year.")
        return cls(first=first)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read `2026/27`, `2026-27` or `2026/2027`; anything else is refused with a sentence."""
        match = re.fullmatch(r"\s*(\d{4})\s*[/\-–]\s*(\d{2}|\d{4})\s*", words)
        if match:
            first, second = int(match[1]), match[2]
            if str(first + 1).endswith(second) and EARLIEST <= first <= LATEST:
                return cls(first=first)
        raise RefusedError(
            [Problem(field="year", sentence=f"“{words}” is not an academic year. Write it like 2026/27.")]
        )

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    def __lt__(self, other: AcademicYear) -> bool:
        return self.first < other.first

    def next(self) -> AcademicYear:
        """The year after."""
        return AcademicYear(first=self.first + 1)

    def previous(self) -> AcademicYear:
        """The year before."""
        return AcademicYear(first=self.first - 1)


class OpenDays:
    """The school days of one academic year, in order, counted by looking up rather than by walking."""

    def __init__(self, days: Iterable[date], *, assumed: bool) -> None:
        self.days: tuple[date, ...] = tuple(sorted(set(days)))
        self.assumed = assumed

    def before(self, day: date) -> int:
        """How many school days of the year come before the day."""
        return bisect_left(self.days, day)

    def through(self, day: date) -> int:
        """How many school days of the year have come by the end of the day."""
        return bisect_right(self.days, day)

    def within(self, start: date, end: date) -> int:
        """How many school days lie from start to end, both included; 0 if the end is before the start."""
        return max(0, self.through(end) - self.before(start))


class SchoolCalendar:
    """Which days the school is open, from its terms, closures and INSET days and the bank holidays.

    School days are the weekdays of terms less closures, INSET days and bank holidays. For a year in which no
    term lies, `assumed_terms` stands in (exactly 190 days) and `is_assumed` says so.

    Args:
        spans: what the school entered, in any order, for any number of years.
        bank_holidays: the bank holidays by date, with their names; of as many years as are known.
    """

    def __init__(self, spans: Iterable[CalendarSpan] = (), bank_holidays: Mapping[date, str] | None = None) -> None:
        self.spans = tuple(sorted(spans, key=lambda span: (span.start, span.end, span.kind)))
        self.bank_holidays: Mapping[date, str] = dict(bank_holidays or {})
        self._years: dict[int, OpenDays] = {}

    def year(self, year: AcademicYear) -> OpenDays:
        """The school days of one academic year; worked out once and kept."""
        known = self._years.get(year.first)
        if known is None:
            known = self._years[year.first] = self._open_days(year)
        return known

    def is_assumed(self, year: AcademicYear) -> bool:
        """Whether no term dates were entered for the year, so that the usual pattern stands in."""
        return self.year(year).assumed

    def days_in_year(self, year: AcademicYear) -> int:
        """How many school days the year has."""
        return len(self.year(year).days)

    def school_days(self, start: date, end: date) -> tuple[date, ...]:
        """Every school day from start to end, both included, in order; none if the end comes first."""
        if end < start:
            return ()
        found: list[date] = []
        for first in range(AcademicYear.of(start).first, AcademicYear.of(end).first + 1):
            open_days = self.year(AcademicYear(first=first))
            found.extend(open_days.days[open_days.before(start) : open_days.through(end)])
        return tuple(found)

    def is_school_day(self, day: date) -> bool:
        """Whether the school is open to pupils on the day."""
        return self.year(AcademicYear.of(day)).within(day, day) == 1

    def terms(self, year: AcademicYear) -> tuple[CalendarSpan, ...]:
        """The terms of the year in order, as entered or as assumed, each within the year."""
        if self.is_assumed(year):
            return assumed_terms(year, self.bank_holidays)
        return tuple(_clipped(span, year) for span in self._entered_terms(year))

    def half_terms(self, year: AcademicYear) -> tuple[CalendarSpan, ...]:
        """The stretches of school days between breaks of a week or more, first and last school day each.

        Six of them carry the usual names (Autumn 1 … Summer 2); any other number is counted.
        """
        stretches: list[list[date]] = []
        for day in self.year(year).days:
            if not stretches or (day - stretches[-1][-1]).days > _LONG_WEEKEND:
                stretches.append([])
            stretches[-1].append(day)
        names = (
            _HALF_TERM_NAMES
            if len(stretches) == len(_HALF_TERM_NAMES)
            else tuple(f"Half-term {number}" for number in range(1, len(stretches) + 1))
        )
        return tuple(
            CalendarSpan(start=days[0], end=days[-1], kind="term", name=name)
            for days, name in zip(stretches, names, strict=True)
        )

    def advice(self, year: AcademicYear) -> str:
        """What a screen should say about how sure the year's days are; empty if nothing needs saying."""
        days = self.days_in_year(year)
        if self.is_assumed(year):
            return (
                f"No term dates have been entered for {year}, so a usual pattern of {days} school days is"
                " assumed. Enter the school's own term dates to make the figures exact."
            )
        if abs(days - SCHOOL_DAYS_A_YEAR) > 5:
            return (
                f"The term dates entered for {year} give {days} school days; most schools open for"
                f" {SCHOOL_DAYS_A_YEAR}. Check that every term and closure of the year has been entered."
            )
        return ""

    @cached_property
    def _terms_by_year(self) -> dict[int, list[CalendarSpan]]:
        found: dict[int, list[CalendarSpan]] = {}
        for span in self.spans:
            if span.kind == "term" and span.start <= span.end:
                found.setdefault(span.year.first, []).append(span)
        return found

    def _entered_terms(self, year: AcademicYear) -> list[CalendarSpan]:
        nearby = (self._terms_by_year.get(first, ()) for first in range(year.first - 1, year.first + 2))
        return [span for spans in nearby for span in spans if span.end >= year.start and span.start <= year.end]

    def _open_days(self, year: AcademicYear) -> OpenDays:
        if year.first not in self._terms_by_year:
            terms: Sequence[CalendarSpan] = assumed_terms(year, self.bank_holidays)
            return OpenDays(_weekdays(terms, year, shut=self._shut(year)), assumed=True)
        return OpenDays(_weekdays(self._entered_terms(year), year, shut=self._shut(year)), assumed=False)

    def _shut(self, year: AcademicYear) -> set[date]:
        shut = {day for day in self.bank_holidays if year.start <= day <= year.end}
        if year.first in self._terms_by_year:
            closed = [span for span in self.spans if span.kind != "term"]
            shut.update(_weekdays(closed, year, shut=set()))
        else:
            shut.add(_first_monday(year.first + 1, 5))
        return shut


def assumed_terms(year: AcademicYear, bank_holidays: Mapping[date, str] | None = None) -> tuple[CalendarSpan, ...]:
    """A usual English year of exactly 190 school days, for a year whose term dates nobody has entered.

    Six half-terms: from the first weekday of September to the last Friday by 21 December, from the first Monday
    after 2 January to the Friday before Holy Week, then from the Monday after Easter week. The weeks of the
    last Monday of October, the third Monday of February and the last Monday of May are holidays, and so is
    the first Monday of May. The year ends when 190 days are reached, about the middle of July. It is a
    pattern, not any school's dates.
    """
    holidays = set(bank_holidays or ()) | {_first_monday(year.first + 1, 5)}
    spring = year.first + 1
    good_friday = _easter(spring) - timedelta(days=2)
    autumn_break = _monday_of(date(year.first, 10, 31))
    winter_break = _first_monday(spring, 2) + timedelta(days=14)
    whitsun = _monday_of(date(spring, 5, 31))
    week, fortnight = timedelta(days=7), timedelta(days=14)
    holy_monday = _monday_of(good_friday)
    christmas = _monday_of(date(year.first, 12, 24)) - timedelta(days=3)
    new_year = _monday_of(date(spring, 1, 9))
    friday = timedelta(days=-3)
    parts = [
        (_next_weekday(year.start), autumn_break + friday),
        (autumn_break + week, christmas),
        (new_year, winter_break + friday),
        (winter_break + week, holy_monday + friday),
        (holy_monday + fortnight, whitsun + friday),
        (whitsun + week, year.end),
    ]
    left = SCHOOL_DAYS_A_YEAR
    terms: list[CalendarSpan] = []
    for name, (start, end) in zip(_HALF_TERM_NAMES, parts, strict=True):
        part = CalendarSpan(start=start, end=end, kind="term", name=name)
        days = _weekdays([part], year, shut=holidays)[:left]
        left -= len(days)
        terms.append(part.model_copy(update={"end": end if left else days[-1]}))
    return tuple(terms)


def problems(spans: Sequence[CalendarSpan]) -> tuple[Problem, ...]:
    """Everything wrong with a list of spans; `row` is the span's place in the list, counted from 1.

    Refuses an end before its start, terms that overlap, a term or closure too long to be one, and a date too
    far away to be meant. Closures and INSET days may lie anywhere and may overlap.
    """
    found: list[Problem] = []
    for row, span in enumerate(spans, start=1):
        found.extend(_problems_of_one(row, span))
    terms = sorted(
        ((span, row) for row, span in enumerate(spans, start=1) if span.kind == "term" and span.start <= span.end),
        key=lambda pair: (pair[0].start, pair[1]),
    )
    latest: tuple[CalendarSpan, int] | None = None
    for span, row in terms:
        if latest is not None and span.start <= latest[0].end:
            found.append(
                Problem(
                    row=row,
                    field="start",
                    sentence=(
                        f"{_named(span)} ({in_words(span.start)} to {in_words(span.end)}) overlaps"
                        f" {latest[0].name or 'the term'}, which ends on {in_words(latest[0].end)}."
                        " Change one of the dates."
                    ),
                )
            )
        if latest is None or span.end > latest[0].end:
            latest = (span, row)
    return tuple(found)


def in_words(day: date) -> str:
    """A date as people write it: `1 September 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English whatever language the computer speaks, which is why nothing here formats with `%B`."""

_HALF_TERM_NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
_LONG_WEEKEND = 7
"""Days from one school day to the next that are still a long weekend (Easter within a term is five)."""
_LONGEST = {"term": 140, "closure": 60, "inset": 10}


def _problems_of_one(row: int, span: CalendarSpan) -> list[Problem]:
    found: list[Problem] = []
    for field, day in (("start", span.start), ("end", span.end)):
        if not EARLIEST < day.year <= LATEST:
            found.append(Problem(row=row, field=field, sentence=f"{in_words(day)} is too far away. Check the year."))
    days = (span.end - span.start).days + 1
    if days < 1:
        found.append(
            Problem(
                row=row,
                field="end",
                sentence=(
                    f"{_named(span)} ends on {in_words(span.end)}, before it starts on"
                    f" {in_words(span.start)}. Swap or correct the dates."
                ),
            )
        )
    elif days > _LONGEST[span.kind]:
        found.append(
            Problem(
                row=row,
                field="end",
                sentence=(
                    f"{_named(span)} lasts {days} days, from {in_words(span.start)} to {in_words(span.end)}."
                    f" Enter it in parts, or correct the dates: at most {_LONGEST[span.kind]} days"
                    " are expected."
                ),
            )
        )
    return found


def _named(span: CalendarSpan) -> str:
    return span.name or {"term": "The term", "closure": "The closure", "inset": "The INSET day"}[span.kind]


def _clipped(span: CalendarSpan, year: AcademicYear) -> CalendarSpan:
    return span.model_copy(update={"start": max(span.start, year.start), "end": min(span.end, year.end)})


def _weekdays(spans: Iterable[CalendarSpan], year: AcademicYear, *, shut: set[date]) -> list[date]:
    """The weekdays of the spans that lie in the year and are not shut, in order within each span."""
    found: list[date] = []
    for span in spans:
        first, last = max(span.start, year.start).toordinal(), min(span.end, year.end).toordinal()
        days = (date.fromordinal(number) for number in range(first, last + 1) if number % 7 not in _WEEKEND)
        found.extend(day for day in days if day not in shut)
    return found


_WEEKEND = frozenset({6, 0})
"""`date.toordinal() % 7` of Saturday and Sunday (day 1 of the calendar was a Monday)."""


def _next_weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus's rule, good for every year)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)
