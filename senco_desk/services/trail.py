"""Who did what: a note of each look at a child, each print, export, erasure, beside the changes themselves.

What is noted here cannot be undone and is chained to all that went before (`store/trail.py`), so that `verify` finds
what was taken out, changed or put elsewhere. Words never hold a child's name: whose record it was says `subject_id`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from senco_desk.domain.problems import TroubleError
from senco_desk.services.desk import Desk
from senco_desk.services.trail_subjects import changes_through_lines, pupils_of_changes
from senco_desk.store import child_reach, nouns
from senco_desk.store.tables import Image

VIEW, EXPORT, PRINT, ERASE, UNLOCK, BACKUP, RESTORE, PEOPLE, OUTSIDE = (
    "view", "export", "print", "erase", "unlock", "backup", "restore", "people", "outside",
)  # fmt: skip
"""The deeds that are noted; a change of records notes itself as `change`."""

DEEDS = {
    "change": "Changed",
    VIEW: "Looked",
    PRINT: "Printed",
    EXPORT: "Saved as a file",
    OUTSIDE: "Opened in another program",
    ERASE: "Erased",
    UNLOCK: "Opened the desk",
    BACKUP: "Backed up",
    RESTORE: "Restored a backup",
    PEOPLE: "Changed who opens the desk",
    "cut": "Entries found missing",
    "older": "Went on from an older copy",
    "salvage": "Salvaged the desk",
}
"""Every deed as people read it."""

NEWEST = 2000
"""So many entries are listed at most; narrower questions reach further back."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail.

    Attributes:
        seq: its number.
        at: when, in this computer's own time.
        person: who, by name.
        deed: one of `DEEDS`.
        what: what exactly; for a change what the menu called it, with "Undo" or "Redo" before it.
        pupil_id, pupil: whose record it was. A change about two or three names them all and has no one id; one about
            more has "5 pupils", as has every one about several in a child's own list; empty for nobody's. A session is
            about every child on its line.
    """

    seq: int
    at: datetime
    person: str
    deed: str
    what: str
    pupil_id: str = ""
    pupil: str = ""

    @property
    def did(self) -> str:
        """The deed in words."""
        return DEEDS.get(self.deed, self.deed)


@dataclass(frozen=True)
class Asked:
    """Which entries are wanted; what is empty narrows nothing. The days are this computer's, both included."""

    pupil_id: str = ""
    person_id: str = ""
    deed: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Listed:
    """The newest entries that were asked for, newest first, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


def note(desk: Desk, deed: str, subject_id: str = "", words: str = "") -> bool:
    """Note a deed of the person who has the desk open; answers whether it was written.

    Args:
        desk: the open desk. One that can write nowhere (another window has it open, a locked stick) notes nothing.
        deed: one of the words above. A view of the same child by the same person is noted once in a quarter of an hour.
        subject_id: the pupil it was about; empty where it was about all or none.
        words: what exactly, as in "Register, 40 pupils, CSV file"; never a child's name, nor a file's.

    Raises TroubleError where the drive stands in the way.
    """
    if deed not in DEEDS:
        raise ValueError(f"{deed!r} is no deed that is noted")
    return desk.store.note(deed, subject_id, words)


def note_each(desk: Desk, deed: str, pupil_ids: Iterable[str], words: str) -> None:
    """Note for each child that a paper about them left the desk: `One-page profile, PDF file`."""
    for pupil_id in dict.fromkeys(pupil_ids):
        note(desk, deed, pupil_id, words)


def looked(desk: Desk, pupil_id: str, words: str = "") -> None:
    """Note that a child's record was looked at. A full drive keeps nobody from reading, so nothing is raised."""
    with contextlib.suppress(TroubleError):
        note(desk, VIEW, pupil_id, words)


def unlocked(desk: Desk, words: str) -> None:
    """Note that somebody opened the desk, and how; a full drive keeps nobody out, so nothing is raised."""
    how = f"{words}, with the recovery code" if desk.store.recovered else words
    with contextlib.suppress(TroubleError):
        note(desk, UNLOCK, "", how)


def way_in_changed(desk: Desk, words: str) -> None:
    """Note that a way into the desk was changed, which is already done and so is never told as failed."""
    with contextlib.suppress(TroubleError):
        note(desk, PEOPLE, "", words)


def listed(desk: Desk, asked: Asked | None = None, *, at_most: int = NEWEST) -> Listed:
    """The trail, newest first. A teaching assistant finds only what they did themselves."""
    narrowed, values = _narrowed(desk, asked or Asked())
    total = desk.store.query(_COUNT + narrowed, values)[0]["n"]
    rows = desk.store.query(f"{_ROWS}{narrowed} order by t.seq desc limit ?", [*values, at_most])
    about = pupils_of_changes(desk, (row["change_id"] for row in rows if row["change_id"] and not row["subject_id"]))
    # A child's own list can go to the family: it names nobody else.
    most = 1 if asked is not None and asked.pupil_id else _NAMED
    several = {pupil for pupils in about.values() if len(pupils) <= most for pupil in pupils}
    names = _names(desk, ({row["subject_id"] for row in rows} | several) - {""})
    return Listed(tuple(_entry(row, about.get(row["change_id"], ()), names, most) for row in rows), total)


def people(desk: Desk) -> list[tuple[str, str]]:
    """Who may stand in the trail: id and name, by name."""
    return sorted(((person.id, person.name) for person in nouns.PEOPLE.all(desk.store)), key=lambda each: each[1])


def pupil_name(desk: Desk, pupil_id: str) -> str:
    """The name a pupil goes by; for one who is no longer in the desk, or whom the person does not see, that."""
    return _names(desk, {pupil_id}).get(pupil_id, _GONE)


def rows_of(entries: Sequence[Entry]) -> list[list[str | datetime | int | None]]:
    """The entries as a table's rows, in the order of `HEADERS`."""
    return [
        [each.seq, each.at.replace(tzinfo=None, microsecond=0), each.person, each.did, each.what, each.pupil]
        for each in entries
    ]


HEADERS = ("Number", "When", "Who", "Did", "What", "Pupil")
_GONE = "A pupil no longer in the desk"
_UNSEEN = "A pupil not assigned to you"
_COUNT = "select count(*) as n from trail t where "
_ROWS = (
    "select t.*, c.label, c.kind, p.name as person from trail t left join journal_change c on c.id = t.change_id"
    " left join person p on p.id = t.person_id where "
)
_OF_PEOPLE = "select change_id from journal_row where noun in ('person', 'assignment')"
_NAMED = 3
"""So many children are named in one entry; of more only the number is told."""


def _entry(row: Image, about: tuple[str, ...], names: dict[str, str], most: int) -> Entry:
    about = (row["subject_id"],) if row["subject_id"] else about
    what = row["words"] or ("The record" if about else "")
    if row["change_id"]:
        before = {"undo": "Undo: ", "redo": "Redo: "}.get(row["kind"] or "", "")
        what = f"{before}{row['label'] or 'A change that is no longer in the journal'}"
    pupil = ", ".join(sorted(names.get(each, _GONE) for each in about))
    if len(about) > most:
        pupil = f"{len(about):,} pupils"
    at = datetime.fromisoformat(row["at"]).astimezone()
    person = row["person"] or ("" if not row["person_id"] else "Somebody removed since")
    return Entry(row["seq"], at, person, row["deed"], what, about[0] if len(about) == 1 else "", pupil)


def _names(desk: Desk, ids: set[str]) -> dict[str, str]:
    sql = "select * from pupil where id in (select value from json_each(?))"
    merged = {each.former_id: each.pupil_id for each in nouns.MERGED_PUPILS.all(desk.store)}
    found = desk.store.query(sql, [json.dumps(sorted(ids | {merged[each] for each in ids & merged.keys()}))])
    others = {} if desk.may("everybody") else dict.fromkeys(ids, _UNSEEN)
    names = {row["id"]: _name(row) for row in found}
    # What was looked at under the id of a record that was merged since is told of the one that is left.
    former = {each: names[merged[each]] for each in ids & merged.keys() if merged[each] in names}
    return others | former | names


def _name(row: Image) -> str:
    forename = row["preferred_forename"] or row["legal_forename"]
    surname = row["preferred_surname"] or row["legal_surname"]
    return f"{forename} {surname}".strip() or "Name not known"


def _narrowed(desk: Desk, asked: Asked) -> tuple[str, list[object]]:
    conditions, values = ["1"], list[object]()
    if asked.pupil_id:
        ids = json.dumps(child_reach.identities(desk.store, asked.pupil_id))
        conditions.append(
            "(t.subject_id in (select value from json_each(?)) or t.change_id in"
            " (select change_id from journal_row where subject_id in (select value from json_each(?)))"
            " or t.change_id in (select value from json_each(?)))"
        )
        values += [ids, ids, json.dumps(changes_through_lines(desk, asked.pupil_id))]
    if asked.deed == PEOPLE:  # who may open the desk is a record too, whose changes the journal has
        conditions.append(f"(t.deed = '{PEOPLE}' or t.change_id in ({_OF_PEOPLE}))")
    for column, value in (("person_id", asked.person_id), ("deed", asked.deed)):
        if value and value != PEOPLE:
            conditions.append(f"t.{column} = ?")
            values.append(value)
    if asked.since is not None:
        conditions.append("t.at >= ?")
        values.append(_midnight(asked.since))
    if asked.until is not None:
        conditions.append("t.at < ?")
        values.append(_midnight(asked.until + timedelta(days=1)))
    return " and ".join(conditions), values


def _midnight(day: date) -> str:
    """The beginning of a day here, in the journal's form: universal time, so that texts compare as moments do."""
    return datetime(day.year, day.month, day.day).astimezone(UTC).isoformat(timespec="milliseconds")
