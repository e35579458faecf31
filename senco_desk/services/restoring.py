"""Bringing a desk back from a backup: which backups there are, what one would bring back and take away, and the deed.

It works without an open desk, because the day it is needed the desk may not open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from senco_desk.domain.backups import WORDS
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.terms import in_words
from senco_desk.services import trail
from senco_desk.services.desk import Desk
from senco_desk.store import backups, restoring, swapping, vault
from senco_desk.store.connection import Database
from senco_desk.store.errors import WrongPassphraseError
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import TABLES
from senco_desk.store.restoring import Origin, Restored
from senco_desk.store.tables import Image

__all__ = ["Origin", "Restored"]

MOST_TOLD = 200
"""So many of the changes that a restore would take away are told one by one; the rest are counted."""

_MAY_RESTORE = frozenset({"senco", "assistant"})


@dataclass(frozen=True)
class Choice:
    """A backup that can be chosen: its folder, when (None where its folder does not say) and why it was taken."""

    path: Path
    at: datetime | None
    why: str


@dataclass(frozen=True)
class Newer:
    """A change that the desk has and the backup has not: when, what was done, and to whom it was (names, at most 3)."""

    at: datetime
    label: str
    pupils: tuple[str, ...] = ()
    more: int = 0
    """How many children there are beside those named."""


@dataclass(frozen=True)
class Counts:
    """How many there are of a kind, in the backup and in the desk of now (None where that cannot be read)."""

    words: str
    back: int
    now: int | None


@dataclass(frozen=True)
class Weighed:
    """What a restore would do, looked at before it is done.

    Attributes:
        origin: the backup.
        keys: its keys.
        school: whose it is.
        at: when its last change was saved; None in one without any.
        pupils: how many children it holds.
        counts: kinds of which there are more or fewer than now, and the children in any case.
        newer: changes that the desk has and the backup has not, the last first; at most 200 of them.
        newer_in_all: how many there are.
        lost_now: changes that the backup has and the desk has not.
        desk_there: whether there is a desk where the backup would be restored to.
        unread: why the desk of now cannot be read; empty where it can, or where none is there.
    """

    origin: Origin
    keys: Keys
    school: str
    at: datetime | None
    pupils: int
    counts: tuple[Counts, ...]
    newer: tuple[Newer, ...]
    newer_in_all: int
    lost_now: int
    desk_there: bool
    unread: str = ""


def choices(desk: Path, second: Path | None = None) -> tuple[Choice, ...]:
    """The backups of a desk, the newest first: those beside it, and those in another folder if one is given.

    `second` may also be a backup itself, or a copied desk.
    """
    found = {one.folder: one for one in _listed(backups.usual_root(desk))}
    made = [Choice(one.folder, one.moment.at, WORDS[one.moment.why]) for one in found.values()]
    return (*made, *(one for one in choices_in(second) if one.path not in found)) if second is not None else (*made,)


def choices_in(folder: Path) -> tuple[Choice, ...]:
    """What can be restored from a folder that a person pointed at; empty where nothing in it is a backup."""
    inside = sorted(path for path in folder.glob("* backups") if path.is_dir()) if folder.is_dir() else []
    listed = [one for root in (folder, *inside) for one in _listed(root)]
    if listed:
        return tuple(Choice(one.folder, one.moment.at, WORDS[one.moment.why]) for one in listed)
    try:
        origin = restoring.origin_of(folder)
    except TroubleError:
        return ()
    why = WORDS[origin.moment.why] if origin.moment else "A copy of the whole desk"
    return (Choice(origin.folder, origin.moment.at if origin.moment else None, why),)


def weigh(path: Path, secret: str, to: Path, *, floor: KdfParameters = FLOOR) -> Weighed:
    """Opens a backup with the passphrase or recovery code of its day, and compares it with the desk at `to`. Slow.

    Writes nothing. Raises WrongPassphraseError, RefusedError for somebody whose role restores nothing, and TroubleError
    where the backup cannot be read.
    """
    swapping.finish(to)
    origin = restoring.origin_of(path)
    keys = restoring.unlock(origin, secret, floor)
    back = restoring.reading_backup(origin, keys)
    try:
        _require_role(back, keys)
        counts, changes = _counts(back), _changes(back)
        school = next((str(row["name"]) for row in restoring.rows(back, "select name from school limit 1")), "")
    finally:
        back.close()
    at = max((datetime.fromisoformat(row["at"]) for row in changes.values()), default=None)
    there = to.is_dir()
    now, newer, in_all, lost, unread = _beside(to, secret, floor, changes) if there else (None, (), 0, 0, "")
    wanted = [name for name in counts if name == "pupil" or (now is not None and now.get(name, 0) != counts[name])]
    told = tuple(Counts(_plural(name), counts[name], None if now is None else now.get(name, 0)) for name in wanted)
    return Weighed(origin, keys, school, at, counts.get("pupil", 0), told, newer, in_all, lost, there, unread)


def restore(
    weighed: Weighed,
    to: Path,
    *,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    anyway: bool = False,
) -> Restored:
    """Brings the backup back as the desk `to`, and keeps the desk that was there under another name.

    A stop at any moment leaves a desk that opens. `anyway` goes on where another computer left the desk locked.
    """
    day = clock().astimezone().date().isoformat()
    return restoring.restore(
        weighed.origin, weighed.keys, to, day=day, clock=clock, progress=progress or Silent(), anyway=anyway
    )


def note(desk: Desk, weighed: Weighed) -> None:
    """Notes in the restored desk, once it is open, that it was brought back and from when."""
    at = weighed.at.astimezone() if weighed.at is not None else None
    when = f"{in_words(at.date())}, {at:%H:%M}" if at is not None else "no change yet"
    trail.note(desk, trail.RESTORE, words=f"Restored from a backup; its last change was of {when}")


def told(done: Restored) -> str:
    """What a restore came to, in a sentence or two."""
    words = f"Restored: {done.pupils:,} {'pupil' if done.pupils == 1 else 'pupils'}."
    words += f" The desk that was there is kept as {done.kept.name}." if done.kept is not None else ""
    number = len(done.missing)
    if number:
        words += f" {number:,} {'attachment is' if number == 1 else 'attachments are'} in no backup: attach them again."
    return words


def _listed(root: Path) -> tuple[backups.Backup, ...]:
    try:
        return backups.listed(root)
    except TroubleError:
        return ()


def _beside(
    to: Path, secret: str, floor: KdfParameters, changes: dict[str, Image]
) -> tuple[dict[str, int] | None, tuple[Newer, ...], int, int, str]:
    """What the desk of now holds: counts, what is newer in it, what it lacks; or why it cannot be read."""
    try:
        db = restoring.reading_desk(to, vault.unlock(to, secret, floor))
    except WrongPassphraseError:
        return (
            None,
            (),
            0,
            0,
            "The desk that is there now has another passphrase, so what is newer in it cannot be told.",
        )
    except TroubleError as trouble:
        return None, (), 0, 0, f"The desk that is there now cannot be read. {trouble.happened}"
    try:
        present = _changes(db)
        only_here = sorted(present.keys() - changes.keys(), reverse=True)
        newer = tuple(_newer(db, present[name]) for name in islice(only_here, MOST_TOLD))
        return _counts(db), newer, len(only_here), len(changes.keys() - present.keys()), ""
    except TroubleError as trouble:
        return None, (), 0, 0, f"The desk that is there now cannot be read whole. {trouble.happened}"
    finally:
        db.close()


def _counts(db: Database) -> dict[str, int]:
    there = {row["name"] for row in restoring.rows(db, "select name from sqlite_master where type = 'table'")}
    return {
        name: int(restoring.rows(db, f'select count(*) as n from "{name}"')[0]["n"])  # noqa: S608  a closed list
        for name in TABLES
        if name in there
    }


def _changes(db: Database) -> dict[str, Image]:
    return {str(row["id"]): row for row in restoring.rows(db, "select id, label, kind, at from journal_change")}


def _newer(db: Database, change: Image) -> Newer:
    subjects = restoring.rows(
        db,
        "select distinct subject_id as id from journal_row where change_id = ? and subject_id <> '' order by 1",
        [change["id"]],
    )
    names = []
    for row in islice(subjects, 3):
        found = restoring.rows(db, "select legal_forename, legal_surname from pupil where id = ?", [row["id"]])
        names.append(" ".join(found[0].values()).strip() if found else "a child who was removed")
    undone = {"undo": "Undone: ", "redo": "Done again: "}.get(change["kind"], "")
    return Newer(
        datetime.fromisoformat(change["at"]),
        f"{undone}{change['label']}",
        tuple(dict.fromkeys(names)),
        max(0, len(subjects) - 3),
    )


def _require_role(db: Database, keys: Keys) -> None:
    """Somebody who reads, or logs sessions, puts no older records in the place of everybody's."""
    columns = {row["name"] for row in restoring.rows(db, "select name from pragma_table_info('person')")}
    if "slot_id" not in columns:
        return
    people = restoring.rows(db, "select slot_id, role from person")
    role = next((row["role"] for row in people if row["slot_id"] == keys.slot_id), "senco")
    if role not in _MAY_RESTORE:
        raise RefusedError("Only the SENCO and the assistant can restore a backup. Ask one of them.")


def _plural(name: str) -> str:
    words = TABLES[name].words
    if words.startswith(("pupil’s", "note on")):
        return {"pupil’s place in a provision": "places in provision"}.get(words, words.replace("note", "notes", 1))
    if words == "member of staff":
        return "members of staff"
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}es" if words.endswith("s") else f"{words}s"
