"""Making the demo school and doing the main job on it: the register summary and one evidence pack."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.school import SchoolDraft, SettingDraft, StaffDraft
from senco_desk.domain.terms import AcademicYear, SchoolCalendar, assumed_terms
from senco_desk.domain.working_days import bank_holidays
from senco_desk.services import desks, packs, pupils, summaries, watermarks, whose_papers
from senco_desk.services.demo import names
from senco_desk.services.demo.checked_papers import attach_checked, attach_versions
from senco_desk.services.demo.circumstances import surrounded
from senco_desk.services.demo.cohort import AUTHORITY, ESTABLISHMENT, RICH, Child, children
from senco_desk.services.demo.contact_log import log_contacts
from senco_desk.services.demo.history import cycle_draft, cycle_rows, first_rows, involvement_drafts, turns
from senco_desk.services.demo.kept_views import keep_views
from senco_desk.services.demo.own_fields import enter_twice, fill_own_fields
from senco_desk.services.demo.papers import papers
from senco_desk.services.demo.profiles import add_profiles
from senco_desk.services.demo.support import ProvisionMap, rate_drafts
from senco_desk.services.desk import Desk
from senco_desk.store import journal, nouns
from senco_desk.store.gateway import Change
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters

PASSPHRASE = "demo school"  # noqa: S105  everybody may open the demo school
NAME = "demo.sencodesk"
_MADE, _MADE_KEY = "Make demo school", "demo_made"
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
    replace: bool = False,
) -> Made:
    """Make the demo school in `folder`, then its register summary and one pack.

    The same number, seed and day give the same records. Nothing but `demo.sencodesk`, `register.pdf` and `pack.pdf` is
    touched, and where anything fails on the way, they are left as they were.

    Args:
        folder: where; made if need be. A demo school that is there, and that nobody has worked on since it was made,
            is replaced. Anything else in its place is refused.
        pupils_wanted: how many pupils.
        seed: chooses among the stories.
        day: today, to which all dates are relative.
        clock: the real time, for the journal.
        progress: hears how far it has got.
        kdf: the cost of the desk's keys.
        floor: the least cost that is accepted.
        replace: also a demo school that somebody has worked on, and papers that lie there without one. A desk that
            does not open with the demo's passphrase is never replaced.
    """
    progress = progress or Silent()
    path, papers_of = folder / NAME, (folder / "register.pdf", folder / "pack.pdf")
    refuse_to_replace(folder, day=day, clock=clock, floor=floor, replace=replace)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".demo-{secrets.token_hex(8)}"
    part.mkdir(mode=0o700)
    try:
        register, pack = (part / paper.name for paper in papers_of)
        desk, _code = desks.create(part / NAME, PASSPHRASE, _school(), day=day, clock=clock, kdf=kdf, floor=floor)
        try:
            rich = fill(desk, pupils_wanted, seed, progress)
            summaries.write_register(desk, register)
            chosen = rich[min(1, len(rich) - 1)] if rich else pupils.all_pupils(desk)[0]
            made = packs.make(desk, chosen.id, pack, names_checked=True, progress=progress)
            files = tuple(dataclass_replace(file, path=folder / file.path.name) for file in made.files)
            packs.record(desk, dataclass_replace(made, files=files))
            with desk.store.change(_MADE) as change:
                change.add(nouns.SETTINGS, SettingDraft(key=_MADE_KEY, value="yes"))
        finally:
            desk.close()
        if path.exists():
            shutil.rmtree(path)
        (part / NAME).rename(path)
        for paper in papers_of:
            (part / paper.name).replace(paper)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Made(path, PASSPHRASE, *papers_of, pupils_wanted, chosen.upn)


def refuse_to_replace(
    folder: Path, *, day: Callable[[], date], clock: Callable[[], datetime], floor: KdfParameters, replace: bool
) -> None:
    """Refuses, in words, where making the demo would take away what is not surely an untouched demo school."""
    path = folder / NAME
    if not path.exists():
        there = [name for name in ("register.pdf", "pack.pdf") if (folder / name).exists()]
        if there and not replace:
            raise RefusedError(
                f"In {folder} there is a {' and a '.join(there)} already, and no demo school that it belongs to. "
                "Choose another folder, or give --replace to overwrite it."
            )
        return
    try:
        keys = desks.unlock(path, PASSPHRASE, floor=floor)
    except TroubleError as error:
        raise RefusedError(
            f"{path} does not open as a demo school, so it is left as it is. Choose another folder for the demo."
        ) from error
    desk = desks.open_with(path, keys, day=day, clock=clock)  # not read only: one that is open somewhere stays
    try:
        if not replace and not _is_untouched(desk):
            raise RefusedError(
                f"The demo school at {path} has been worked on since it was made. "
                "Choose another folder to keep it, or give --replace to begin afresh."
            )
    finally:
        desk.close()


def _is_untouched(desk: Desk) -> bool:
    """The making ends with a change of its own, so nothing that is newer has been entered, nor undone."""
    (last,) = journal.recent(desk.store, 1)
    marks = nouns.SETTINGS.of(desk.store, key=_MADE_KEY)
    return bool(marks) and journal.history(desk.store, "setting", marks[0].id)[-1].entry.id == last.id


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
    everyone: list[Pupil] = []
    for batch in _batches(children(count, seed, today), 120):
        with desk.store.change("Make demo school") as change:
            drafts = [surrounded(child.draft, child.rich, on_register=bool(child.standing)) for child in batch]
            kept = change.add_all(nouns.PUPILS, drafts)
            everyone += kept
            provision = ProvisionMap(change, staff, calendar, today)
            for child, pupil in zip(batch, kept, strict=True):
                if child.standing:
                    _records(change, child, pupil, provision, calendar, today)
                    documented.append((child, pupil.id))
                if child.rich:
                    rich[child.rich] = pupil
            provision.log(chance)
        progress.step(len(batch))
    with desk.store.change("Make demo school") as change:
        known = {pupil_id for child, pupil_id in documented if not child.rich} - {each.id for each in rich.values()}
        fill_own_fields(change, everyone, chance, today)
        keep_views(change)
        on_register = {pupil_id for _child, pupil_id in documented}
        enter_twice(
            change,
            [pupil for pupil in everyone if pupil.id in known],
            [pupil for pupil in everyone if pupil.id not in on_register],
        )
    documented.sort(key=lambda each: not each[0].rich)
    _attach(desk, documented[:MOST_PAPERS], today, progress)
    add_profiles(desk, documented, today)
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
    log_contacts(change, child, pupil, nouns.CONTACTS.of(change.store, pupil_id=pupil.id), today, calendar)


def _attach(desk: Desk, chosen: Sequence[tuple[Child, str]], today: date, progress: Progress) -> None:
    progress.start("Writing reports", len(chosen))
    roll = whose_papers.roll(desk)
    for child, pupil_id in chosen:
        record = pupils.record_of(desk, pupil_id)
        for paper in papers(child, record, today):
            attach_checked(desk, record, paper, roll)
        if child.rich:
            attach_versions(desk, record, today)
        progress.step()


def _batches(source: Iterator[Child], size: int) -> Iterator[list[Child]]:
    while batch := list(islice(source, size)):
        yield batch
