"""Takes one child out of the records for good: rows, images in the journal, what was typed, free pages and the log.

Everything that can be told of the child goes in one transaction, so that a kill leaves the child whole or gone. What
SQLite keeps after a deletion (free pages, the log) and the attachments' files are outside a transaction: a mark in the
desk says that they wait, and whoever opens the desk next finishes what a kill broke off. The order of changes in the
journal stays, with what each row held taken out of it, so that the desk can still be checked from end to end.

Undo stops at an erasure (`journal.BARRIER`): a change before it may hold a part of the child.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from senco_desk.domain.erasing import Certificate
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.store import child_reach, connection, desk_state, found, journal
from senco_desk.store.blobs import Blobs
from senco_desk.store.child_reach import Row
from senco_desk.store.connection import Database
from senco_desk.store.gateway import Change, Store
from senco_desk.store.nouns import SESSIONS, TABLES
from senco_desk.store.tables import Image

TAKEN_OUT = "Take out an erased child’s name"
SCRUBBING = "What an erasure left behind is being scrubbed from the file"
_WAITING = "erasing.waiting"
_FORGET_DISMISSED = """
    delete from desk_state where substr(key, 1, length(?1)) = ?1
    and substr(key, length(?2) + 1) not in (select id from note union select id from meeting)
"""
"""What was said to be no promise goes with the note or the meeting that said it; twice how the names begin."""
_NAME = re.compile("[0-9a-f]{64}")
"""The names of attachments' files; never a path."""


def erase(
    store: Store,
    pupil_id: str,
    certificate: Certificate,
    *,
    renamed: Mapping[Row, Image] | None = None,
    emptied: Iterable[Row] = (),
    noted: Iterable[int] = (),
    typed: Iterable[Image] = (),
) -> None:
    """Take a child out of the records; `finish` then scrubs what SQLite and the folder keep.

    The names in others’ rows go first, in a change of its own that undo cannot reach; then all of the child’s at once.

    Args:
        store: the open desk.
        pupil_id: the child.
        certificate: what is kept instead.
        renamed: rows of others as they are to be from now on, without the child’s name; their earlier states go.
        emptied: rows of others that are gone, whose earlier states name the child and go as well.
        noted: rows of the audit trail, by number, whose words name the child.
        typed: what others’ forms hold and is not saved, as it is to be from now on: rows by person and key.
    """
    if not child_reach.is_there(store, pupil_id):
        raise RefusedError("This child’s record is no longer there. It may have been erased already.")
    identities = child_reach.identities(store, pupil_id)
    sole, _ = child_reach.lines_of(store, pupil_id)
    sessions = child_reach.sessions_of(store, sole)
    own, _ = child_reach.blobs_of(store, pupil_id)
    unnamed = [("provision", each) for each in sole] + [("session", each) for each in sessions]
    renamed = {row: image for row, image in (renamed or {}).items() if row not in set(unnamed)}
    images = child_reach.images_of(store, pupil_id, [*unnamed, *renamed, *emptied])
    store.db.execute("pragma secure_delete = on")
    if renamed:
        with store.change(TAKEN_OUT) as change:
            _begin_anew(store, change, renamed)
            _put(store.db, journal.BARRIER, change.id)
    with store.erasing(pupil_id, f"Certificate {certificate.number}") as erasure:
        for table, ids in (("session", sessions), ("provision", sole)):
            _delete(erasure.db, table, ids)
        for name in child_reach.tables_naming(erasure.db):
            erasure.db.execute(f'delete from "{name}" where pupil_id = ?', [pupil_id])  # noqa: S608  from the schema
        erasure.db.execute("delete from pupil where id = ?", [pupil_id])
        for each in identities:
            found.forget_pupil(store, each)
            erasure.db.execute(f"delete from typed_words where {child_reach.TYPED}", [each] * 4)  # noqa: S608  our own words
            erasure.db.execute(child_reach.ELSEWHERE, [each])
        for row in typed:
            erasure.db.execute(
                "update typed_words set title = ?, place = ?, typed = ? where person_id = ? and key = ?",
                [row[name] for name in ("title", "place", "typed", "person_id", "key")],
            )
        erasure.db.execute(_FORGET_DISMISSED, [desk_state.NOT_PROMISED] * 2)
        erasure.empty(images)
        erasure.empty_notes(noted)
        # One that a restore brought back and that is erased again: the later certificate says when it went for good.
        for each in identities:
            erasure.db.execute("delete from erasure where erased_pupil = ?", [each])
        store.insert("erasure", [encoded(certificate), *_of_former(store, certificate, identities[1:])])
        _put(erasure.db, _WAITING, json.dumps({"pupil": pupil_id, "blobs": sorted(own)}))
        _put(erasure.db, journal.BARRIER, store.ids.new())


def waiting(store: Store) -> bool:
    """Whether an erasure still has to be finished: free pages, log, attachments’ files."""
    return _state(store.db, _WAITING) is not None


def finish(store: Store) -> bool:
    """Scrub what an erasure leaves behind, and take its mark away; harmless where none waits.

    Answers whether all of it is done: while something else reads the desk, the log cannot be emptied, and the mark
    stays. Raises DiskFullError and its kin; the mark stays then too.
    """
    if not waiting(store):
        return True
    if not scrub(store):
        return False
    settle(store)
    return True


def finish_at_opening(store: Store) -> None:
    """Finish what a kill broke off; where something stands in the way, the next opening tries again."""
    if not store.read_only and not faults(store):
        with contextlib.suppress(TroubleError):
            finish(store)


def faults(store: Store) -> list[str]:
    """A mark of an erasure to be finished that says nothing readable, in words: no erasure leaves such a one."""
    left = _left(store)
    if left is None or left[0]:
        return []
    return ["What is left to do of an erasure cannot be read: the mark of it was altered."]


def scrub(store: Store) -> bool:
    """The slow half of `finish`, which writes no record: attachments’ files, then the whole file anew, then the log.

    A worker may do it through a `second` connection of its own.
    """
    left = _left(store)
    named = {str(row["name"]) for row in store.query(child_reach.NAMED) if row["name"]}
    with store.lifted():
        named |= {str(row["name"]) for row in store.query(child_reach.WAITING) if row["name"]}
    for name in left[1] if left else ():
        if name not in named:
            store.blobs.remove(name)
    # What the person saves meanwhile is refused at once, in words; waiting in SQLite would stop the window.
    with store.alone(SCRUBBING), connection.telling_troubles():
        store.db.execute("vacuum")
        busy = store.db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    return not busy


def settle(store: Store) -> None:
    """The quick half of `finish`: groups’ sessions no longer say that the child was away, and the mark goes."""
    left = _left(store)
    if left is None:
        return
    with store.change("Finish erasing") as change:
        if left[0]:
            _take_off_registers(store, change, left[0])
        store.db.execute("delete from desk_state where key = ?", [_WAITING])
        _put(store.db, journal.BARRIER, change.id)


def second(store: Store) -> Store:
    """Another connection to the same desk that may write, for scrubbing in another thread. Close it when done.

    It takes turns with the first one (`store/turns.py`), and waits for its own.
    """
    if store.read_only:
        raise RefusedError("This desk is open for reading only, so nothing was changed.")
    return store.writer()


def over(records: Path, like: Store, blobs: Blobs) -> Store:
    """A store over a records file that nothing else writes to, such as a copy in a backup. Close its `db` when done."""
    assert like.keys is not None
    db = connection.connect(records, like.keys)
    try:
        return after_the_newest(Store(records.parent, db, blobs, clock=like.clock, person=like.person, keys=like.keys))
    except BaseException:
        db.close()
        raise


def after_the_newest(store: Store) -> Store:
    """The same store, whose changes follow those that are there, also where a clock went back meanwhile."""
    newest = store.query("select max(id) as id from journal_change")[0]["id"]
    if newest:
        store.ids.start_after(newest)
    return store


def certificates(store: Store) -> list[Certificate]:
    """Every certificate, the newest first."""
    return [certificate_of(row) for row in store.query("select * from erasure order by at desc, id desc")]


def note_backups(store: Store, certificate: Certificate) -> None:
    """Keep what became of the backups after an erasure."""
    with store.change("Note backups"):
        store.db.execute(
            "update erasure set backups = ? where id = ?", [encoded(certificate)["backups"], certificate.id]
        )


def former_ids(store: Store, certificate: Certificate) -> tuple[str, ...]:
    """The ids of the records that had been made one with the erased one, from the certificates they were given."""
    sql = "select erased_pupil as id from erasure where at = ? and person_id = ? and erased_pupil <> ? order by id"
    image = encoded(certificate)
    return tuple(str(row["id"]) for row in store.query(sql, [image["at"], image["person_id"], image["erased_pupil"]]))


def encoded(certificate: Certificate) -> Image:
    """A certificate as its row."""
    image: Image = certificate.model_dump(mode="json")
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in image.items()
    }


def certificate_of(row: Mapping[str, Any]) -> Certificate:
    """The certificate that a row holds."""
    unpacked = {name: json.loads(row[name]) for name in ("counts", "stayed", "backups")}
    return Certificate.model_validate(dict(row) | unpacked)


def _of_former(store: Store, certificate: Certificate, former: Iterable[str]) -> list[Image]:
    """A certificate for each record that was made one with the erased one, so that no older desk brings it back."""
    told = f"It had been made one with the record of certificate {certificate.number}."
    same = {"reason": told, "kept_under": "", "counts": {}, "stayed": {}}
    return [
        encoded(certificate.model_copy(update={**same, "id": store.ids.new(), "erased_pupil": each})) for each in former
    ]


def _delete(db: Database, table: str, ids: Iterable[str]) -> None:
    db.execute(f'delete from "{table}" where id in (select value from json_each(?))', [json.dumps(list(ids))])  # noqa: S608


def _begin_anew(store: Store, change: Change, renamed: Mapping[Row, Image]) -> None:
    """Rows of others, without the name, and a history that begins here."""
    by_table: dict[str, list[Image]] = {}
    for (table, _), image in renamed.items():
        by_table.setdefault(table, []).append(image)
    for table, images in by_table.items():
        _delete(store.db, table, [image["id"] for image in images])
        change.replay(TABLES[table], [(None, image) for image in images])


def _take_off_registers(store: Store, change: Change, pupil_id: str) -> None:
    """The sessions of groups no longer say that this child was away."""
    wanted = json.dumps(pupil_id)
    change.save_all(
        SESSIONS,
        [
            session.model_copy(update={"absent": tuple(each for each in session.absent if each != pupil_id)})
            for session in SESSIONS.where(store, "instr(absent, ?)", [wanted])
        ],
    )


def _left(store: Store) -> tuple[str, tuple[str, ...]] | None:
    """Whose erasure is to be finished, and the attachments that were the child's own; None where none is.

    Empty where the mark cannot be read: then only free pages and the log are left to be seen to.
    """
    kept = _state(store.db, _WAITING)
    if kept is None:
        return None
    try:
        told = json.loads(kept)
        pupil, blobs = told["pupil"], told["blobs"]
        if isinstance(pupil, str) and pupil and isinstance(blobs, list) and all(_is_name(each) for each in blobs):
            return pupil, tuple(blobs)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return "", ()


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _state(db: Database, key: str) -> str | None:
    row = db.execute("select value from desk_state where key = ?", [key]).fetchone()
    return None if row is None else str(row[0])


def _put(db: Database, key: str, value: str) -> None:
    db.table("desk_state").upsert({"key": key, "value": value}, pk="key")
