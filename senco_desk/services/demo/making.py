"""Making the demo school and doing the main job on it: the register summary and one evidence pack."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import SchoolDraft, StaffDraft
from senco_desk.domain.terms import AcademicYear, SchoolCalendar, assumed_terms
from senco_desk.domain.working_days import bank_holidays
from senco_desk.services import attachments, desks, packs, pupils, summaries, watermarks
from senco_desk.services.demo import names
from senco_desk.services.demo.cohort import AUTHORITY, ESTABLISHMENT, RICH, Child, children
from senco_desk.services.demo.history import cycle_draft, cycle_rows, first_rows, involvement_drafts, turns
from senco_desk.services.demo.papers import papers
from senco_desk.services.demo.support import ProvisionMap, rate_drafts
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.gateway import Change
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters

PASSPHRASE = "demo school"  # noqa: S105  everybody may open the demo school
NAME = "demo.sencodesk"
MOST_PAPERS = 150
"""Attached papers are drawn one by one; a school of any size has at most so many in the demo."""


@dataclass(frozen=True)
class Made:
    """What was made and where; `pack_pupil` is the UPN of the child whose pack was made."""

    desk: Path
    passphrase: str
    register: Path
    pack: Path
    pupils: int
    pack_pupil: str


def make(
    folder: Path,
    *,
    pupils_wanted: int = 210,
    seed: int = 1,
    day: Callable[[], date],
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    kdf: KdfParameters = RECOMMENDED,
    floor: KdfParameters = FLOOR,
) -> Made:
    """Make the demo school in `folder`, replacing an earlier one there, then its register summary and one pack.

    The same number, seed and day give the same records. Nothing but `demo.sencodesk`, `register.pdf` and the pack
    is touched.
    """
    progress = progress or Silent()
    path = folder / NAME
    if path.exists():
        shutil.rmtree(path)
    folder.mkdir(parents=True, exist_ok=True)
    desk, _code = desks.create(path, PASSPHRASE, _school(), day=day, clock=clock, kdf=kdf, floor=floor)
    try:
        rich = fill(desk, pupils_wanted, seed, progress)
        register, pack = folder / "register.pdf", folder / "pack.pdf"
        summaries.write_register(desk, register)
        chosen = rich[min(1, len(rich) - 1)] if rich else pupils.all_pupils(desk)[0]
        packs.record(desk, packs.make(desk, chosen.id, pack, names_checked=True, progress=progress))
        return Made(path, PASSPHRASE, register, pack, pupils_wanted, chosen.upn)
    finally:
        desk.close()


def fill(desk: Desk, count: int, seed: int, progress: Progress | None = None) -> list[Pupil]:
    """Fill a new desk with so many pupils and their records; answers the three whose records are rich."""
    progress = progress or Silent()
    today = desk.today
    chance = random.Random(f"{seed}/{count}/{today}/school")  # noqa: S311  a story, not a secret
    with desk.store.change("Make demo school") as change:
        staff = change.add_all(nouns.STAFF, [StaffDraft(name=name, role=role) for name, role in names.STAFF])
        change.add_all(nouns.RATES, rate_drafts(today))
        change.add(nouns.SETTINGS, watermarks.setting("Demonstration"))
        calendar = _calendar(change, today)
    progress.start("Making the demo school", count)
    rich: dict[str, Pupil] = {}
    documented: list[tuple[Child, str]] = []
    for batch in _batches(children(count, seed, today), 120):
        with desk.store.change("Make demo school") as change:
            kept = change.add_all(nouns.PUPILS, [child.draft for child in batch])
            provision = ProvisionMap(change, staff, calendar, today)
            for child, pupil in zip(batch, kept, strict=True):
                if child.standing:
                    _records(change, child, pupil, provision, calendar, today)
                    documented.append((child, pupil.id))
                if child.rich:
                    rich[child.rich] = pupil
            provision.log(chance)
        progress.step(len(batch))
    documented.sort(key=lambda each: not each[0].rich)
    _attach(desk, documented[:MOST_PAPERS], today, progress)
    return [rich[each[0]] for each in RICH if each[0] in rich]


def _school() -> SchoolDraft:
    return SchoolDraft(
        name="Riverbank Primary School",
        phase="primary",
        authority_id="medway",
        la_code=str(AUTHORITY),
        establishment=str(ESTABLISHMENT),
        address="1 Riverbank, Chatham",
        telephone="01634 496 0000",
        headteacher="Mrs Adaeze Winter",
        senco="Mrs Helen Marsh",
    )


def _calendar(change: Change, today: date) -> SchoolCalendar:
    this = AcademicYear.of(today)
    years = [AcademicYear(first=this.first + back) for back in range(-4, 2)]
    holidays = bank_holidays(range(this.first - 5, this.first + 4))
    spans = [span for year in years for span in assumed_terms(year, holidays)]
    entries = change.add_all(nouns.CALENDAR, spans)
    return SchoolCalendar(entries, holidays)


def _records(
    change: Change, child: Child, pupil: Pupil, provision: ProvisionMap, calendar: SchoolCalendar, today: date
) -> None:
    when = turns(child, today, calendar)
    for table, draft in first_rows(child, pupil, today, when, calendar):
        change.add(table, draft)
    for number, turn in enumerate(when, start=1):
        cycle = change.add(nouns.CYCLES, cycle_draft(child, pupil, number, turn, today))
        for table, draft in cycle_rows(child, cycle, turn, today):
            change.add(table, draft)
        provision.plan(child, pupil, cycle.id, turn)
    change.add_all(nouns.INVOLVEMENTS, involvement_drafts(child, pupil, today, calendar))


def _attach(desk: Desk, chosen: Sequence[tuple[Child, str]], today: date, progress: Progress) -> None:
    progress.start("Writing reports", len(chosen))
    for child, pupil_id in chosen:
        record = pupils.record_of(desk, pupil_id)
        for paper in papers(child, record, today):
            attachments.attach(
                desk,
                pupil_id,
                io.BytesIO(paper.content),
                filename=paper.filename,
                kind=paper.kind,
                title=paper.title,
                author=paper.author,
                dated=paper.dated,
            )
        progress.step()


def _batches(source: Iterator[Child], size: int) -> Iterator[list[Child]]:
    while batch := list(islice(source, size)):
        yield batch
