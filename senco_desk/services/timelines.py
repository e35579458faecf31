"""A child's timeline and chronology: the picture, where each entry comes from, and both on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.render import render
from senco_desk.documents.timeline_paper import Line, compose_timeline
from senco_desk.domain.chronology import Event, chronology
from senco_desk.domain.progress import Progress
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.timeline import Timeline, timeline
from senco_desk.services import pupils, schools, watermarks
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.first_kept import FirstKept, first_kept


@dataclass(frozen=True)
class Entry:
    """One line of the chronology: the event, the day it was entered (apart from its own), and how it came in.

    `how` is in a word or two (`Typed`, `Roll import`, `Document`), `by` the person's name. `entered` is None and both
    are empty where the journal does not tell, or not to this person.
    """

    event: Event
    entered: date | None = None
    how: str = ""
    by: str = ""

    @property
    def source(self) -> str:
        """How it came in, and by whom: `Typed by Mrs Hart`."""
        return f"{self.how} by {self.by}" if self.by else self.how

    @property
    def late(self) -> int:
        """How many days after the event it was written down; 0 where that is not known."""
        return max((self.entered - self.event.on).days, 0) if self.entered else 0


def entries(desk: Desk, record: PupilRecord, *, confidential: bool = True) -> list[Entry]:
    """Every event of a child's chronology, oldest first, with the day and the way it was entered.

    The journal is asked once for all of them.
    """
    events = chronology(record, confidential=confidential)
    places = {line.provision.id: line.place.id for line in record.lines}
    rows = {event.key: _row(event, places) for event in events}
    kept = first_kept(desk.store, rows.values())
    people = {person.id: person.name for person in nouns.PEOPLE.all(desk.store)}
    return [_entry(event, kept.get(rows[event.key]), people, record) for event in events]


def timeline_of(desk: Desk, record: PupilRecord, events: Sequence[Event] | None = None) -> Timeline:
    """The timeline of a child as of today, over the school's own terms."""
    return timeline(record, schools.calendar(desk), desk.today, events=events)


def timeline_pdf(desk: Desk, pupil_id: str, target: Path | BinaryIO, *, progress: Progress | None = None) -> int:
    """Write the drawing and the chronology under it as PDF, A4 on its side; answers its pages.

    Needs the right to print. The child stands in it by preferred name and initial, never by UPN. Confidential documents
    are left out, whoever prints it, and the paper says how many: it may come into other hands.
    """
    desk.need("export")
    record = pupils.record_of(desk, pupil_id)
    listed = entries(desk, record, confidential=False)
    paper = compose_timeline(
        timeline_of(desk, record, [each.event for each in listed]),
        [Line(each.event, each.entered, each.source) for each in listed],
        record.pupil,
        schools.school(desk),
        left_out=sum(document.confidential for document in record.documents),
        watermark=watermarks.of(desk),
    )
    return render(paper, target, progress=progress).total


def _row(event: Event, places: dict[str, str]) -> tuple[str, str]:
    """The row that tells of an event; for a provision the child's place on it, which may be younger than the line."""
    if event.noun == "provision":
        return "provision_pupil", places.get(event.record_id, "")
    return event.noun, event.record_id


def _entry(event: Event, kept: FirstKept | None, people: dict[str, str], record: PupilRecord) -> Entry:
    if kept is None:
        return Entry(event)
    who = people.get(kept.person, "somebody no longer here")
    from_roll = event.noun == "status" and any(
        status.id == event.record_id and status.source == "roll" for status in record.statuses
    )
    figure = next((each.source for each in record.attendances if each.id == event.record_id), "")
    if from_roll or kept.label == "Import roll":
        how = "Roll import"
    elif kept.label.startswith("Import "):
        how = f"{figure or kept.label.removeprefix('Import ').capitalize()}, imported"
    elif event.noun == "document":
        how = "Document, added"
    else:
        how = f"{figure}, typed" if figure else "Typed"
    return Entry(event, kept.at.astimezone().date(), how, who)
