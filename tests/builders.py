"""Records that are valid by default; a test overrides only what it is about. And a real desk, cheaply locked."""

from __future__ import annotations

import itertools
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from senco_desk.domain.cycles import Cycle, CycleDraft, Outcome, OutcomeDraft
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.reviews import ReviewDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.domain.third_party import Somebody
from senco_desk.services import cycles, desks, provision, records, statuses
from senco_desk.services.desk import Desk
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import TABLES

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
"""A key derivation that tests can afford; it is below the floor, so the program itself would refuse it."""

PASSPHRASE = "correct horse battery"
TODAY = date(2026, 11, 20)
"""A Friday in the autumn term."""


class Clock:
    """A clock that moves on by a second each time it is asked."""

    def __init__(self, start: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True)
class _Template:
    """A desk that was made and closed: its files with their marks, its keys, and what its clock then showed."""

    files: tuple[tuple[str, bytes | None, int], ...]
    keys: Keys
    now: datetime
    filled: Any


_TEMPLATES: dict[tuple[Any, ...], _Template] = {}
_made_in_this_test = itertools.count()


def a_new_test_begins() -> None:
    """Called before each test: its first desk may be a copy again."""
    global _made_in_this_test  # noqa: PLW0603
    _made_in_this_test = itertools.count()


def a_desk(folder: Path, *, today: date = TODAY, **school: Any) -> Desk:
    """A new, empty desk `school.sencodesk` in a folder; close it when done.

    The first desk of a test is a copy of one that was made once in this process, to the byte, keys included: making
    one is slow. Every further desk of the same test is made anew, so that two desks are strangers, as real ones are.
    """
    return a_filled_desk(folder, None, today=today, **school)[0]


def a_filled_desk(
    folder: Path, fill: Callable[[Desk], Any] | None, *, today: date = TODAY, **school: Any
) -> tuple[Desk, Any]:
    """A desk as `a_desk` makes it, with what `fill` puts in and answers; `fill` is asked once for all its copies."""
    place, clock = folder / "school.sencodesk", Clock()
    draft = SchoolDraft(**{"name": "Riverbank Primary School", "authority_id": "medway"} | school)
    wanted = (fill, today, draft)
    first = next(_made_in_this_test) == 0
    if first and wanted in _TEMPLATES:
        template = _TEMPLATES[wanted]
        _lay_out(place, template)
        desk = desks.open_with(place, template.keys, day=lambda: today, clock=clock)
        clock.now = template.now
        return desk, template.filled
    desk, _code = desks.create(place, PASSPHRASE, draft, day=lambda: today, clock=clock, kdf=CHEAP, floor=CHEAP)
    filled = fill(desk) if fill else None
    if not first:
        return desk, filled
    keys, now = desk.store.keys, clock.now
    desk.close()
    files = tuple(
        (each.relative_to(place).as_posix(), None if each.is_dir() else each.read_bytes(), each.stat().st_mode)
        for each in (place, *sorted(place.rglob("*")))
    )
    _TEMPLATES[wanted] = _Template(files, keys, now, filled)
    desk = desks.open_with(place, keys, day=lambda: today, clock=clock)
    clock.now = now
    return desk, filled


def _lay_out(place: Path, template: _Template) -> None:
    for name, content, mode in template.files:
        path = place / name
        if content is None:
            path.mkdir(parents=True)
        else:
            path.write_bytes(content)
        path.chmod(stat.S_IMODE(mode))


def reopened(desk: Desk, *, read_only: bool = False) -> Desk:
    """The same desk opened again from its files, after closing it."""
    folder, today = desk.store.folder, desk.today
    desk.close()
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    return desks.open_with(folder, keys, day=lambda: today, clock=Clock(), read_only=read_only)


def everything(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, to see that nothing or exactly the right thing changed."""
    return {name: desk.store.query(f'select * from "{name}" order by id') for name in TABLES}


_UPNS = itertools.count(1)


def a_pupil(desk: Desk, **fields: Any) -> Pupil:
    """A pupil who is kept; the UPN is valid and new each time unless given."""
    from senco_desk.domain import upn

    number = next(_UPNS)
    usual = {
        "upn": upn.make(887, 9999 - number // 1000, 2022, number % 1000),
        "legal_forename": "Amelia",
        "legal_surname": "O’Neill",
        "date_of_birth": date(2018, 3, 2),
        "sex": "F",
        "year_group": "4",
        "class_name": "4B",
        "first_language": "ENG",
    }
    kept: Pupil = records.add(desk, PupilDraft(**usual | fields)).value
    return kept


def someone(one: str, forename: str, surname: str, born: date, upn: str = "") -> Somebody:
    """A child by the id `one`, as the check of whose a paper is knows them."""
    return Somebody(one, "pupil", (forename,), (surname,), (upn,) if upn else (), born)


def a_status(desk: Desk, pupil: Pupil, status: str = "K", needs: tuple[str, ...] = ("SLCN",), **fields: Any) -> None:
    """A pupil on the register since September, with these needs."""
    usual = {"start": date(2026, 9, 7), "reason": "Progress slower than before.", "decided_by": "SENCO"}
    statuses.change(desk, StatusDraft(pupil_id=pupil.id, status=status, **usual | fields), needs)


def set_needs(desk: Desk, pupil_id: str, codes: Sequence[str], from_day: date) -> None:
    """These needs stand from a day on, primary first."""
    with desk.store.change("Change needs") as change:
        statuses.rank_needs(change, pupil_id, codes, from_day)


def a_cycle(desk: Desk, pupil: Pupil, **fields: Any) -> Cycle:
    """An open cycle with a plan."""
    usual = {"opened_on": date(2026, 9, 14), "review_due": date(2026, 12, 4), "stage": "do"}
    blank = cycles.blank_for(desk, pupil.id)
    return cycles.open_new(desk, CycleDraft(**dict(blank) | usual | fields)).value


def an_outcome(desk: Desk, cycle: Cycle, **fields: Any) -> Outcome:
    """An outcome that can be counted: from 3 to 8 of 10 instructions."""
    usual = {
        "aim": "Follows two-part instructions",
        "measure": "of 10 instructions",
        "baseline": "3 of 10",
        "baseline_value": Decimal(3),
        "target": "8 of 10",
        "target_value": Decimal(8),
        "owner": "Mr Price",
    }
    draft = OutcomeDraft(pupil_id=cycle.pupil_id, cycle_id=cycle.id, **usual | fields)
    return cycles.add_outcome(desk, draft).value


def a_provision(desk: Desk, *pupils: Pupil, cycle: Cycle | None = None, **fields: Any) -> provision.Group:
    """A line of one hour a week, one to one, at £17.20 for the academic year."""
    usual = {
        "what": "Language group",
        "delivered_by": "Mrs Begum, TA",
        "minutes": 60,
        "sessions_per_week": Decimal(1),
        "group_size": max(1, len(pupils)),
        "start": date(2026, 9, 1),
        "end": date(2027, 7, 31),
        "rate_pence": 1720,
    }
    planned = {pupil.id: cycle.id for pupil in pupils} if cycle else None
    draft = ProvisionDraft(**usual | fields)
    return provision.add(desk, draft, [pupil.id for pupil in pupils], cycles=planned).value


def a_review(cycle: Cycle, **fields: Any) -> ReviewDraft:
    """A review of a cycle, complete."""
    usual = {
        "on": TODAY,
        "rating": 0,
        "impact": "Expected progress.",
        "pupil_view": "I get it now.",
        "pupil_view_method": "spoken",
        "parent_view": "We see a difference at home.",
        "parent_view_method": "spoken",
        "decision": "continue",
        "decided_by": "SENCO",
    }
    return ReviewDraft(pupil_id=cycle.pupil_id, cycle_id=cycle.id, **usual | fields)
