"""A child's chronology: everything that happened, on the day it happened, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from senco_desk.domain.cycles import STAGES
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import DECISIONS, RATINGS
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import METHODS

Kind = Literal[
    "status", "cycle", "review", "meeting", "view", "professional", "document", "note", "suspension", "provision"
]


_ORDER: tuple[Kind, ...] = (
    "suspension", "note", "document", "professional", "view", "meeting", "cycle", "status", "provision",
)  # fmt: skip
"""Within a day, what led to something comes before it; a review stands among the cycles, after its own."""

_OPENED, _PLANNED, _DONE, _REVIEWED = range(4)
"""The stages of a cycle in the order in which they come, which decides where two of them fall on one day."""


@dataclass(frozen=True)
class Event:
    """One thing that happened; `noun` and `record_id` name the record that says so.

    `turn` orders events of one day and one kind: for those of cycles, the cycle's number and then its stage.
    """

    on: date
    kind: Kind
    title: str
    detail: str
    noun: str
    record_id: str
    turn: tuple[int, int] = (0, 0)


def chronology(record: PupilRecord, *, confidential: bool = True) -> list[Event]:
    """Every event of a pupil's record, oldest first; `confidential` documents can be left out.

    Events of one day stand in the order in which they follow from each other: a cycle's review comes before the next
    cycle is opened.
    """
    events = [event for source in _SOURCES for event in source(record)]
    if not confidential:
        hidden = {document.id for document in record.documents if document.confidential}
        events = [event for event in events if event.record_id not in hidden]
    return sorted(events, key=_place)


def gaps(events: list[Event], weeks: int = 6) -> list[tuple[date, date]]:
    """The stretches of more than so many weeks between one event and the next: the days of the two events."""
    found = []
    for before, after in pairwise(events):
        if (after.on - before.on).days > weeks * 7:
            found.append((before.on, after.on))
    return found


def _place(event: Event) -> tuple[date, int, tuple[int, int], str]:
    kind: Kind = "cycle" if event.kind == "review" else event.kind
    return event.on, _ORDER.index(kind), event.turn, event.record_id


def _statuses(record: PupilRecord) -> Iterator[Event]:
    for status in record.statuses:
        start = status.start or status.as_found_on
        if start:
            known = "" if status.start else " (start not known; as found on a roll)"
            told = f" Parents told on {in_words(status.parents_told_on)}." if status.parents_told_on else ""
            yield Event(
                start, "status", f"{status.words}{known}", f"{status.reason}{told}".strip(), "status", status.id
            )


def _cycles(record: PupilRecord) -> Iterator[Event]:
    for cycle in record.cycles:
        name, aims = f"Cycle {cycle.number}", "; ".join(outcome.aim for outcome in record.outcomes_of(cycle))
        for on, turn, title, detail in (
            (cycle.opened_on, _OPENED, f"{name} opened", cycle.context),
            (cycle.planned_on, _PLANNED, f"{name}: plan agreed", aims),
            (cycle.started_on, _DONE, f"{name}: {STAGES['do']} began", ""),
        ):
            if on:
                yield Event(on, "cycle", title, detail, "cycle", cycle.id, (cycle.number, turn))


def _reviews(record: PupilRecord) -> Iterator[Event]:
    numbers = {cycle.id: cycle.number for cycle in record.cycles}
    for review in record.reviews:
        number = numbers.get(review.cycle_id)
        rating = RATINGS.get(review.rating, "") if review.rating is not None else ""
        said = (part for part in (rating, review.impact, DECISIONS[review.decision]) if part)
        detail = " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in said)
        title = "Review" if number is None else f"Review of cycle {number}"
        yield Event(review.on, "review", title, detail, "review", review.id, (number or 0, _REVIEWED))


def _meetings(record: PupilRecord) -> Iterator[Event]:
    for meeting in record.meetings:
        title = "Meeting with parents" if meeting.with_parents else "Meeting"
        detail = " ".join(part for part in (meeting.discussed, meeting.agreed and f"Agreed: {meeting.agreed}") if part)
        yield Event(meeting.on, "meeting", title, detail, "meeting", meeting.id)


def _views(record: PupilRecord) -> Iterator[Event]:
    child = record.pupil.forename or record.pupil.name or "The child"
    for view in record.views:
        who = view.person or (child if view.whose == "child" else "A parent")
        how = f" ({METHODS[view.method]})" if view.method else ""
        yield Event(view.on, "view", f"{who}’s views{how}", f"“{view.words}”", "view", view.id)


def _professionals(record: PupilRecord) -> Iterator[Event]:
    for each in record.involvements:
        who = f"{each.profession}{f', {each.name}' if each.name else ''}"
        for day, what, detail in (
            (each.asked_on, "asked", ""),
            (each.seen_on, "saw the child", ""),
            (each.reported_on, "reported", each.advice),
            (each.acted_on, "advice acted on", each.action),
        ):
            if day:
                yield Event(day, "professional", f"{who}: {what}", detail, "involvement", each.id)


def _documents(record: PupilRecord) -> Iterator[Event]:
    for document in record.documents:
        detail = ", ".join(part for part in (document.author, document.summary) if part)
        yield Event(document.dated or document.added_on, "document", document.title, detail, "document", document.id)


def _notes(record: PupilRecord) -> Iterator[Event]:
    for note in record.notes:
        yield Event(note.on, "note", "Note", note.text, "note", note.id)


def _suspensions(record: PupilRecord) -> Iterator[Event]:
    for each in record.suspensions:
        days = f"{each.days.normalize():f} day{'' if each.days == 1 else 's'}"
        yield Event(each.start, "suspension", f"Suspended, {days}", ", ".join(each.reasons), "suspension", each.id)


def _provision(record: PupilRecord) -> Iterator[Event]:
    for line in record.lines:
        detail = line.provision.delivered_by
        yield Event(line.start, "provision", f"{line.provision.what} began", detail, "provision", line.provision.id)


_SOURCES = (
    _statuses, _cycles, _reviews, _meetings, _views, _professionals, _documents, _notes, _suspensions, _provision,
)  # fmt: skip
