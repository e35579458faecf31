"""The school's provision map: every line with who is on it, what it costs, and what was given of what was planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from senco_desk.domain.accrual import CostedLine, CostYear, sessions_planned
from senco_desk.domain.costs import line_cost
from senco_desk.domain.provision import ProvisionDraft, ProvisionPupil
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear
from senco_desk.services import provision, schools
from senco_desk.services.desk import Desk
from senco_desk.services.provision import Group
from senco_desk.store import nouns

RECENT_DAYS = 10
"""School days, today included, that are offered for logging in one go: two weeks, our habit."""


@dataclass(frozen=True)
class MapRow:
    """One line of the map. Money is whole pence for everybody on the line together, in the academic year.

    `planned` and `given` are sessions from the line's first day (or the year's, if that is later) up to today, as on
    the child's own tab; `given` is None where no session of the line was logged in that time, so that nothing is
    known. `log_began` is the day of the first one where that is later than the first that was planned, else None.
    """

    group: Group
    pupils: tuple[Pupil, ...]
    planned_pence: int
    planned: int
    given: int | None
    log_began: date | None
    runs_today: bool

    @property
    def id(self) -> str:
        """The line's id."""
        return self.group.provision.id


@dataclass(frozen=True)
class ProvisionMap:
    """The lines that touch an academic year."""

    year: AcademicYear
    as_at: date
    rows: tuple[MapRow, ...]


def for_year(desk: Desk, year: AcademicYear | None = None) -> ProvisionMap:
    """The map of an academic year (the present one), by tier from what every child gets upwards, then by name."""
    today = desk.today
    year = year or AcademicYear.of(today)
    calendar = schools.calendar(desk)
    shared = CostYear(year=year, as_at=today, calendar=calendar, rates=schools.rate_book(desk))
    named = {pupil.id: pupil for pupil in nouns.PUPILS.all(desk.store)}
    rows = [
        _row(group, named, shared)
        for group in provision.all_groups(desk)
        if group.provision.start <= year.end and group.provision.end >= year.start
    ]
    rows.sort(key=lambda row: (_TIERS.index(row.group.provision.tier), row.group.provision.what.casefold(), row.id))
    return ProvisionMap(year, today, tuple(rows))


def days_to_log(desk: Desk, group: Group) -> tuple[date, ...]:
    """The last school days on which a line ran and nothing is logged yet, newest first, today included."""
    line, today = group.provision, desk.today
    logged = {session.on for session in group.sessions}
    open_days = schools.calendar(desk).school_days(max(line.start, today - timedelta(weeks=8)), min(line.end, today))
    recent = [day for day in reversed(open_days) if day >= line.start][:RECENT_DAYS]
    return tuple(day for day in recent if day not in logged)


def planned_for(desk: Desk, line: ProvisionDraft, start: date, end: date) -> Fraction:
    """How many sessions a line foresees from start to end, both included: a fifth of a week's for each school day."""
    return sessions_planned(line, len(schools.calendar(desk).school_days(start, end)))


_TIERS: Sequence[str] = ("universal", "ordinarily_available", "targeted", "specialist")


def _row(group: Group, named: dict[str, Pupil], shared: CostYear) -> MapRow:
    line, today = group.provision, shared.as_at
    # The whole group's, so without any one child's narrower dates.
    everyone = ProvisionPupil(id="", provision_id=line.id, pupil_id="")
    whole = line_cost(CostedLine(line, everyone, group.sessions), shared)
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
        planned=whole.sessions_planned,
        given=whole.sessions_given if whole.is_logged else None,
        log_began=whole.log_began if whole.logged_late else None,
        runs_today=line.start <= today <= line.end,
    )
