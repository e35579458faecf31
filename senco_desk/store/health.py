"""Is everything there and whole? Checks beyond the pages themselves, and a verified copy of the desk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.machine.drive import keep_folder
from senco_desk.store import backups, child_reach, erasing, marker, trail_faults
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import built_beside
from senco_desk.store.errors import DiskFaultError, NotAllowedError
from senco_desk.store.files import copy_whole, telling_file_troubles
from senco_desk.store.gateway import Store
from senco_desk.store.nouns import DOCUMENTS, TABLES
from senco_desk.store.tables import Image

_AS_RECORDED = """
    select t.*, (select j.after from journal_row j where j.noun = ? and j.row_id = t.id
                 order by j.change_id desc, j.position desc limit 1) as "last recorded"
    from "{}" t
"""
_LOST = """
    select count(*) as n from (select row_id, after, max(change_id || printf('%09d', position)) from journal_row
                               where noun = ? group by row_id) last
    where last.after is not null and not exists (select 1 from "{}" t where t.id = last.row_id)
"""
"""Both with the name of a table, from our closed list."""

_NAMED_FILES = """
    select blob as name from main.document
    union select json_extract(before, '$.blob') from main.journal_row where noun = 'document'
    union select json_extract(after, '$.blob') from main.journal_row where noun = 'document'
"""


def broken_references(store: Store) -> list[str]:
    """Rows that refer to something that is not there, in words."""
    rows = store.db.execute("pragma foreign_key_check").fetchall()
    return [f"A row of “{row[0]}” refers to a “{row[2]}” that is not there." for row in rows]


def journal_gaps(store: Store) -> list[str]:
    """Rows that are not as the journal last recorded them, and what is wrong with the audit trail, in words."""
    found = [*trail_faults.faults(store), *erasing.faults(store)]
    for name in TABLES:
        strange = sum(not _is_as_recorded(row) for row in store.db.query(_AS_RECORDED.format(name), [name]))
        lost = store.query(_LOST.format(name), [name])[0]["n"]
        found += [f"{strange} of the rows in “{name}” are not as the journal recorded them."] if strange else []
        found += [f"{lost} of the rows that the journal recorded in “{name}” are not there."] if lost else []
    return found


def _is_as_recorded(row: Image) -> bool:
    """Whether a row is what its last image says; a column that came with a later schema is in no earlier image."""
    recorded = json.loads(row.pop("last recorded") or "{}")
    return bool(recorded) and all(row[name] == value for name, value in recorded.items() if name in row)


def damaged_attachments(store: Store, progress: Progress) -> tuple[int, list[str]]:
    """How many attachments were checked, and the ids of the documents whose file is missing or damaged."""
    documents = DOCUMENTS.all(store)
    progress.start("Checking the attachments", len(documents))
    damaged = []
    for document in documents:
        if store.blobs.check(document.blob) != "ok":
            damaged.append(document.id)
        progress.step()
    return len(documents), damaged


def stray_files(store: Store) -> tuple[str, ...]:
    """Names of attachments' files that no record names, nor the journal, so that no undo can want them back.

    One that waits for a person to decide about it is no stray.

    A crash between keeping a file and keeping its record leaves one; so do records put back from an older day.
    """
    with store.lifted():  # a file that somebody may not see is no stray
        named = [*store.query(_NAMED_FILES), *store.query(child_reach.WAITING)]
    return store.blobs.orphans(row["name"] for row in named if row["name"])


def absent_files(store: Store) -> tuple[str, ...]:
    """The ids of documents whose file is not in the desk's folder."""
    there = frozenset(store.blobs.names())
    return tuple(document.id for document in DOCUMENTS.all(store) if document.blob not in there)


def sweep_strays(store: Store, *, older_than: timedelta = timedelta(days=1)) -> int:
    """Removes stray files of some age for good and says how many; younger ones may belong to a deed under way.

    Nothing calls it by itself: after an older records file was put back, the strays are the newer attachments.
    """
    if store.read_only:
        raise RefusedError("This desk is open for reading only, so nothing was changed.")
    store.require("document", None, None)
    before = store.clock() - older_than
    old = [name for name in stray_files(store) if (kept := store.blobs.kept_on(name)) is not None and kept < before]
    for name in old:
        store.blobs.remove(name)
    return len(old)


def back_up(store: Store, to: Path, progress: Progress) -> tuple[int, int]:
    """Copy the desk into the new folder `to` and open the copy: counts compared, each attachment read whole.

    The records are copied by SQLite itself (VACUUM INTO keeps the key), never as a file, so a copy taken while the
    desk is in use is whole. Only this account may read what is written.

    Answers how many pupils the backup holds, and how many attachments in it are damaged because they are damaged
    in the desk: those are copied as they are, so that a damaged paper does not keep a school from a backup.
    """
    if to.exists():
        raise RefusedError(f"{to.name} is already there. Choose another name for the backup.")
    if store.folder.resolve() in to.resolve().parents:
        raise RefusedError("A backup inside the desk would be lost together with it. Choose a place outside.")
    assert store.keys is not None
    files = sorted(store.blobs.names())
    progress.start("Copying the records", 2 * len(files) + 2)
    with telling_file_troubles(to):
        to.parent.mkdir(parents=True, exist_ok=True)
    with built_beside(to) as made, telling_file_troubles(to):
        part = made.folder
        (part / "files").mkdir(mode=0o700)
        source = backups.Source(store.folder, store.keys)
        backups.copy_key_file(source, part)  # before the records: they are of these keys, or copying them ends in words
        counts = _copy_records(store, part / "desk.db", to)
        progress.step()
        for name in files:
            copy_whole(store.blobs.folder / name, part / "files" / name)
            progress.step()
        progress.step()
        damaged = _damaged_copies(store, part / "files", files, progress)
        backups.require_way_in(source.folder, source.keys)  # else what was copied last is of other keys
        marker.of_copy(part, store.keys)
        keep_folder(part / "files")
    return counts.get("pupil", 0), damaged


def _damaged_copies(store: Store, folder: Path, names: Sequence[str], progress: Progress) -> int:
    """How many attachments are damaged in the copy as in the desk; refuses a copy that is damaged by itself."""
    assert store.keys is not None
    copies, damaged = Blobs(folder, store.keys), 0
    for name in names:
        if copies.check(name) != "ok":
            if store.blobs.check(name) == "ok":
                raise backups.FaultyCopyError
            damaged += 1
        progress.step()
    return damaged


def _copy_records(store: Store, to: Path, place: Path) -> dict[str, int]:
    """Through a connection of its own; in a folder where nothing can be written, through the one that is open."""
    assert store.keys is not None
    try:
        return backups.copy_records(backups.Source(store.folder, store.keys), to, place=place)
    except (NotAllowedError, DiskFaultError):
        if not store.read_only:
            raise
        to.unlink(missing_ok=True)
        return backups.copy_from(store.db, to, store.keys, place=place)
