"""The school's provision map: every line with who is on it, what it costs, and what was given this half-term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from senco_desk.domain.accrual import CostedLine, CostYear
from senco_desk.domain.costs import line_cost
from senco_desk.domain.money import to_pence
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear, SchoolCalendar
from senco_desk.services import provision, schools
from senco_desk.services.desk import Desk
from senco_desk.services.provision import Group
from senco_desk.store import nouns

RECENT_DAYS = 10
"""School days, today included, that are offered for logging in one go."""


@dataclass(frozen=True)
class MapRow:
    """One line of the map. Money is whole pence for everybody on the line together, in the academic year.

    `planned_now` and `given_now` are sessions of the half-term up to today; `given_now` is None where no session of
    the line was ever logged, so that nothing is known.
    """

    group: Group
    pupils: tuple[Pupil, ...]
    planned_pence: int
    planned_now: int
    given_now: int | None
    runs_today: bool

    @property
    def id(self) -> str:
        """The line's id."""
        return self.group.provision.id


@dataclass(frozen=True)
class ProvisionMap:
    """The lines that touch an academic year, with the half-term whose sessions are counted."""

    year: AcademicYear
    half_term: tuple[date, date]
    rows: tuple[MapRow, ...]


def for_year(desk: Desk, year: AcademicYear | None = None) -> ProvisionMap:
    """The map of an academic year (the present one), by tier from what every child gets upwards, then by name."""
    today = desk.today
    year = year or AcademicYear.of(today)
    calendar = schools.calendar(desk)
    shared = CostYear(year=year, as_at=today, calendar=calendar, rates=schools.rate_book(desk))
    half_term = schools.half_term_of(desk, today)
    named = {pupil.id: pupil for pupil in nouns.PUPILS.all(desk.store)}
    rows = [
        _row(group, named, shared, half_term)
        for group in provision.all_groups(desk)
        if group.provision.start <= year.end and group.provision.end >= year.start
    ]
    rows.sort(key=lambda row: (_TIERS.index(row.group.provision.tier), row.group.provision.what.casefold(), row.id))
    return ProvisionMap(year, half_term, tuple(rows))


def days_to_log(desk: Desk, group: Group) -> tuple[date, ...]:
    """The last school days on which a line ran and nothing is logged yet, newest first, today included."""
    line, today = group.provision, desk.today
    logged = {session.on for session in group.sessions}
    open_days = schools.calendar(desk).school_days(max(line.start, today - timedelta(weeks=8)), min(line.end, today))
    recent = [day for day in reversed(open_days) if day >= line.start][:RECENT_DAYS]
    return tuple(day for day in recent if day not in logged)


def planned_for(desk: Desk, line: ProvisionDraft, start: date, end: date) -> Fraction:
    """How many sessions a line foresees from start to end, both included: a fifth of a week's for each school day."""
    return _planned(schools.calendar(desk), line, start, end)


_TIERS: Sequence[str] = ("universal", "ordinarily_available", "targeted", "specialist")


def _row(group: Group, named: dict[str, Pupil], shared: CostYear, half_term: tuple[date, date]) -> MapRow:
    line, today = group.provision, shared.as_at
    first, last = max(half_term[0], line.start), min(half_term[1], line.end, today)
    planned = _planned(shared.calendar, line, first, last)
    given = sum(session.given for session in group.sessions if first <= session.on <= last)
    costs = [line_cost(CostedLine(line, place, group.sessions), shared) for place in group.places]
    return MapRow(
        group=group,
        pupils=tuple(
            sorted(
                (named[place.pupil_id] for place in group.places if place.pupil_id in named),
                key=lambda pupil: pupil.sort_name,
            )
        ),
        planned_pence=sum(cost.planned_pence for cost in costs),
        planned_now=to_pence(planned),
        given_now=given if group.sessions else None,
        runs_today=line.start <= today <= line.end,
    )


def _planned(calendar: SchoolCalendar, line: ProvisionDraft, start: date, end: date) -> Fraction:
    return Fraction(line.sessions_per_week) * len(calendar.school_days(start, end)) / 5
