"""Importing the school's roll: what it would change, then the change itself, in one undo step.

`plan` writes nothing and tells everything, so it is the dry run and the preview; `apply` does what the plan says.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from senco_desk.domain.measures import AttendanceDraft
from senco_desk.domain.needs import NeedDraft, StatusDraft
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import RollImageDraft
from senco_desk.domain.roll import Roll
from senco_desk.exchange.headers import read_mapping
from senco_desk.exchange.roll import MAPPABLE, read_roll
from senco_desk.services import backups
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.roll_plans import Difference, Listed, Planner, PupilChange, RollPlan, Writes, basis_of
from senco_desk.store import nouns

__all__ = ["Difference", "Listed", "PupilChange", "RollPlan", "Writes", "apply", "plan", "read"]


def read(path: Path, mapping: Path | None = None) -> Roll:
    """What a roll file says: CSV, Excel or a Common Transfer File.

    `mapping` is a file of the person's own headings: a JSON object or `heading,field` lines. Refuses a file that is no
    roll; TroubleError where it cannot be read.
    """
    return read_roll(path, mapping=read_mapping(mapping, MAPPABLE) if mapping else None)


def plan(desk: Desk, roll: Roll) -> RollPlan:
    """What importing the roll would do; nothing is written. For who may import it: it is held against every child."""
    desk.need("change")
    return Planner(desk, roll).plan()


def apply(desk: Desk, planned: RollPlan, progress: Progress | None = None) -> Done[RollPlan]:
    """Do what a plan says, in one change, "Import roll"; no change at all where there is nothing to do.

    A backup is taken first. Where the desk has changed since the plan was made, the plan is made anew, and the answer
    carries it. From that look until the end nothing else changes the desk. CancelledError from `progress` leaves the
    records as they were.
    """
    desk.need("change")
    told = progress or Silent()
    with desk.store.alone("A roll is being imported"):
        if basis_of(desk) != planned.basis:
            planned = plan(desk, planned.roll)
        if planned.writes:
            backups.before(desk, "before import", told)
            return _written(desk, planned, told)
    return Done(planned, None)


def _written(desk: Desk, planned: RollPlan, progress: Progress) -> Done[RollPlan]:
    writes = planned.writes
    progress.start("Importing the roll", 2 * writes.number)  # each is written, and then journalled
    with desk.store.change("Import roll", progress=progress) as change:
        kept = change.add_all(nouns.PUPILS, writes.pupils)
        own = [
            record.model_copy(update={"pupil_id": pupil.id})
            for pupil, records in zip(kept, writes.of_new, strict=True)
            for record in records
        ]
        change.add_all(nouns.STATUSES, [*writes.statuses, *_of(StatusDraft, own)])
        change.add_all(nouns.NEEDS, [*writes.needs, *_of(NeedDraft, own)])
        change.add_all(nouns.ATTENDANCES, [*writes.attendances, *_of(AttendanceDraft, own)])
        change.add_all(nouns.ROLL_IMAGES, [*writes.images, *_of(RollImageDraft, own)])
        change.save_all(nouns.PUPILS, writes.changed_pupils)
        change.save_all(nouns.STATUSES, writes.changed_statuses)
        change.save_all(nouns.NEEDS, writes.changed_needs)
        change.save_all(nouns.ATTENDANCES, writes.changed_attendances)
        change.save_all(nouns.ROLL_IMAGES, writes.changed_images)
    return done(planned, change)


D = TypeVar("D")


def _of(kind: type[D], records: Iterable[object]) -> list[D]:
    return [record for record in records if isinstance(record, kind)]
