"""What stays open when a school year ends: cycles, reviews, provision, promises, assignments, each with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from senco_desk.domain.commitments import Commitment
from senco_desk.domain.cycles import STAGES, Cycle
from senco_desk.domain.provision import Provision, ProvisionPupil
from senco_desk.domain.rollover import Line
from senco_desk.domain.school import Assignment
from senco_desk.domain.terms import SchoolCalendar, in_words
from senco_desk.services import schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns

_LONGEST = timedelta(days=500)
"""A rollover is at most a year away, and the last school day before it some weeks more."""

Kind = Literal["cycle", "provision", "review", "promise", "assignment"]
KINDS: dict[Kind, str] = {
    "cycle": "Open cycle",
    "review": "Review",
    "provision": "Provision",
    "promise": "Promise",
    "assignment": "Teaching assistant",
}


@dataclass(frozen=True)
class Open:
    """Something that stays open when the year ends: what, whose, and what to do about it."""

    id: str
    kind: Kind
    pupil_id: str
    who: str
    what: str
    do: str
    on: date | None = None


@dataclass(frozen=True)
class _Edges:
    """The first day of the new year, the last school day before it, and its first one."""

    on: date
    last: date
    first: date

    def in_holidays(self, day: date | None) -> bool:
        return day is not None and self.last < day < self.first


@dataclass(frozen=True)
class Unended:
    """What has not ended yet, of every child; `people` are the names of those who are here, by id."""

    calendar: SchoolCalendar
    cycles: tuple[Cycle, ...]
    provisions: Mapping[str, Provision]
    places: tuple[ProvisionPupil, ...]
    promises: tuple[Commitment, ...]
    assignments: tuple[Assignment, ...]
    people: Mapping[str, str]


def read(desk: Desk) -> Unended:
    """What has not ended, read once; provision that ended long ago stays open over no rollover."""
    store, long_ago = desk.store, (desk.today - _LONGEST).isoformat()
    provisions = {each.id: each for each in nouns.PROVISIONS.where(store, '"end" > ?', [long_ago])}
    running = 'provision_id in (select id from provision where "end" > ?)'
    return Unended(
        schools.calendar(desk),
        tuple(nouns.CYCLES.where(store, "stage <> 'closed'")),
        provisions,
        tuple(nouns.PROVISION_PUPILS.where(store, running, [long_ago])),
        tuple(nouns.COMMITMENTS.where(store, "state = 'open'")),
        tuple(nouns.ASSIGNMENTS.all(store)),
        {each.id: each.name for each in nouns.PEOPLE.all(store) if each.removed_on is None},
    )


def open_ends(unended: Unended, lines: Sequence[Line], on: date) -> Iterator[Open]:
    """What stays open over the end of the year, the leavers' first."""
    edges = _edges(unended.calendar, on)
    for leaving in (True, False):
        mine = {line.id: line for line in lines if (line.fate == "leave") == leaving}
        if mine:
            found = [each for look in _LOOKS for each in look(unended, mine, edges, leaving)]
            yield from sorted(found, key=lambda each: (mine[each.pupil_id].pupil.sort_name, each.kind, each.id))


def _cycles(read: Unended, lines: Mapping[str, Line], edges: _Edges, leaving: bool) -> Iterator[Open]:  # noqa: FBT001
    for cycle in read.cycles:
        line = lines.get(cycle.pupil_id)
        due = cycle.review_due
        if line is not None and leaving:
            what = f"Cycle {cycle.number} is open ({STAGES[cycle.stage].lower()})"
            do = "Record the review and close the cycle, so that the next school has it."
            yield Open(cycle.id, "cycle", line.id, line.pupil.name, what, do, due)
        elif line is not None and due is not None and edges.in_holidays(due):
            do = (
                f"It falls in the holidays: move it to {in_words(edges.last)} or before, or to {in_words(edges.first)}."
            )
            yield Open(cycle.id, "review", line.id, line.pupil.name, f"Review due on {in_words(due)}", do, due)


def _provision(read: Unended, lines: Mapping[str, Line], edges: _Edges, leaving: bool) -> Iterator[Open]:  # noqa: FBT001
    for place in read.places:
        line, provision = lines.get(place.pupil_id), read.provisions.get(place.provision_id)
        if line is None or provision is None or provision.start > edges.on or provision.end <= edges.last:
            continue
        end = place.end or provision.end
        if end > edges.last:
            do = (
                f"End this child’s place on {in_words(edges.last)}."
                if leaving
                else "It goes on after the summer: check who gives it, and until when."
            )
            what = f"{provision.what}, until {in_words(end)}"
            yield Open(place.id, "provision", line.id, line.pupil.name, what, do, end)


def _promises(read: Unended, lines: Mapping[str, Line], edges: _Edges, leaving: bool) -> Iterator[Open]:  # noqa: FBT001
    for promise in read.promises:
        line = lines.get(promise.pupil_id)
        if line is not None and (leaving or edges.in_holidays(promise.due)):
            do = (
                "Settle it before the child leaves, or tell the next school."
                if leaving
                else "It is due in the holidays: agree another day."
            )
            what = f"{promise.who}: {promise.what}"
            yield Open(promise.id, "promise", line.id, line.pupil.name, what, do, promise.due)


def _assigned(read: Unended, lines: Mapping[str, Line], _edges: _Edges, leaving: bool) -> Iterator[Open]:  # noqa: FBT001
    if not leaving:
        return
    for given in read.assignments:
        line = lines.get(given.pupil_id)
        if line is not None and given.person_id in read.people:
            what = f"{read.people[given.person_id]} is assigned and sees this record"
            do = "Take the assignment away in Settings, People, when the child has left."
            yield Open(given.id, "assignment", line.id, line.pupil.name, what, do)


_LOOKS: tuple[Callable[[Unended, Mapping[str, Line], _Edges, bool], Iterator[Open]], ...] = (
    _cycles,
    _provision,
    _promises,
    _assigned,
)


def _edges(calendar: SchoolCalendar, on: date) -> _Edges:
    before = calendar.school_days(on - timedelta(days=100), on - timedelta(days=1))
    after = calendar.school_days(on, on + timedelta(days=60))
    return _Edges(on, before[-1] if before else on - timedelta(days=1), after[0] if after else on)
