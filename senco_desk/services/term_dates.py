"""Term dates one line at a time: adding, changing and removing a term, a closure or an INSET day."""

from __future__ import annotations

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.school import CalendarEntry
from senco_desk.domain.terms import AcademicYear, CalendarSpan, problems
from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns

KIND_WORDS = {"term": "Term or half-term", "closure": "Closure", "inset": "INSET day"}
"""What a line of the calendar can be; a term opens its weekdays, the others take days away again."""


def of_year(desk: Desk, year: AcademicYear) -> list[CalendarEntry]:
    """The lines entered for an academic year, by first day; one that reaches over the edge is where its middle is."""
    return [entry for entry in nouns.CALENDAR.all(desk.store) if entry.year == year]


def years(desk: Desk) -> list[AcademicYear]:
    """The years that have lines, and the present and the next one, latest first."""
    now = AcademicYear.of(desk.today)
    found = {entry.year.first for entry in nouns.CALENDAR.all(desk.store)} | {now.first, now.first + 1}
    return [AcademicYear(first=first) for first in sorted(found, reverse=True)]


def add(desk: Desk, span: CalendarSpan) -> Done[CalendarEntry]:
    """Add a line; refused with every problem it would bring to the calendar."""
    _refuse(desk, span, "")
    with desk.store.change("Add term dates") as change:
        kept = change.add(nouns.CALENDAR, span)
    return done(kept, change)


def save(desk: Desk, entry: CalendarEntry) -> Done[CalendarEntry]:
    """Keep a line's new dates; refused with every problem they would bring to the calendar."""
    _refuse(desk, entry, entry.id)
    with desk.store.change("Change term dates") as change:
        change.save(nouns.CALENDAR, entry)
    return done(entry, change)


def remove(desk: Desk, entry: CalendarEntry) -> Done[None]:
    """Take a line out; a year without any terms falls back on the usual pattern of 190 days."""
    with desk.store.change("Remove term dates") as change:
        change.remove(nouns.CALENDAR, entry.id)
    return done(None, change)


def _refuse(desk: Desk, span: CalendarSpan, own_id: str) -> None:
    """Problems that the line has, or that it brings to others; those that were there before are not held against it."""
    others: list[CalendarSpan] = [entry for entry in nouns.CALENDAR.all(desk.store) if entry.id != own_id]
    before = {problem.sentence for problem in problems(others)}
    found = [problem for problem in problems([*others, span]) if problem.sentence not in before]
    if found:
        raise RefusedError(Problem(field=problem.field, sentence=problem.sentence) for problem in found)
