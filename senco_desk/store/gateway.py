"""The one path by which anything is changed: open a `Change`, write through it, and the journal keeps both images.

    with store.change("Record review") as change:
        change.add(REVIEWS, draft)

A change commits whole or not at all. Its journal is undo, audit trail, version history and the "as at" view in one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.records import Record
from senco_desk.store import conflicts, counted, marker, trail
from senco_desk.store.blobs import Blobs
from senco_desk.store.connection import Database, IntegrityError, telling_troubles
from senco_desk.store.emptying import Erasure
from senco_desk.store.ids import Ids
from senco_desk.store.keys import Keys
from senco_desk.store.sight import Sight, noting
from senco_desk.store.tables import Image, K, Table
from senco_desk.store.turns import PutBy, Turns

R = TypeVar("R")

_ONE_MORE = "update main.desk_state set value = cast(value as integer) + 1 where key = 'generation' returning value"
_AT_ONCE = 500
"""How many ids stand in one question, well under SQLite's limit; and rows are written by so many at once."""
_ONE_LOOK = timedelta(minutes=15)
"""Looks at the same child within this time are one look."""
_LAST_LOOK = (
    "select max(at) as at from trail where subject_id = ? and deed = ? and person_id = ? and words = ? and seq >"
    " (select max(seq) from trail) - 10000"
)


@dataclass(frozen=True)
class Changes:
    """What a change touched: its label, and each noun with the ids of its rows. Screens refresh by it."""

    id: str
    label: str
    touched: dict[str, frozenset[str]]

    @property
    def nouns(self) -> frozenset[str]:
        """The nouns that were touched."""
        return frozenset(self.touched)


class Change:
    """A change in the making; it exists only inside `with store.change(label)`."""

    def __init__(self, store: Store, label: str, progress: Progress) -> None:
        self.id = store.ids.new()
        self.label = label
        self.changes: Changes | None = None
        self._store = store
        self._progress = progress
        self._images: list[tuple[str, str, str, Image | None, Image | None]] = []

    @property
    def store(self) -> Store:
        """The store being changed, to read what is there now (this change's own writes included)."""
        return self._store

    def add(self, table: Table[K], draft: Record) -> K:
        """Keep a draft; answers the kept record with its new id."""
        return self.add_all(table, [draft])[0]

    def add_all(self, table: Table[K], drafts: Iterable[Record]) -> list[K]:
        """Keep many drafts of one kind at once; answers them in order."""
        kept: list[K] = []
        for some in _in_pieces(list(drafts)):
            fresh = [table.kept.model_validate(dict(draft) | {"id": self._store.ids.new()}) for draft in some]
            images = [table.encode(record) for record in fresh]
            for image in images:  # before it is written: what the records refuse would tell of rows one does not see
                self._store.require(table.name, None, image)
            self._store.insert(table.name, images)
            for image in images:
                self._note(table, None, image)
            kept += fresh
            self._progress.step(len(fresh))
        return kept

    def save(self, table: Table[K], record: K) -> K:
        """Keep a new state of a record that is there; nothing is written if nothing differs."""
        self.save_all(table, [record])
        return record

    def save_all(self, table: Table[K], records: Iterable[K]) -> None:
        """Keep new states of many records at once; those that do not differ are not written."""
        for some in _in_pieces(list({record.id: record for record in records}.values())):
            wanted = {record.id: table.encode(record) for record in some}
            present = {image["id"]: image for image in self._store.images(table, wanted)}
            wanted = self._store.completed(table.name, present, wanted)
            gone = wanted.keys() - present.keys()
            if gone:
                raise RefusedError(f"This {table.words} is no longer there. It may have been removed or undone.")
            changed = [after for row_id, after in wanted.items() if after != present[row_id]]
            for after in changed:
                self._store.require(table.name, present[after["id"]], after)
            self._store.write(table.name, changed)
            for after in changed:
                self._note(table, present[after["id"]], after)
            self._progress.step(len(some))

    def remove(self, table: Table[K], row_id: str) -> None:
        """Take a record out; undo brings it back."""
        table.get(self._store, row_id)  # refused where it is not there, or not to be seen
        (before,) = self._store.images(table, [row_id])
        self._store.delete(table.name, row_id)
        self._note(table, before, None)

    def images(self) -> Sequence[tuple[str, str, str, Image | None, Image | None]]:
        """What was written so far: (table, row id, subject id, before, after)."""
        return self._images

    def _note(self, table: Table[Any], before: Image | None, after: Image | None) -> None:
        image = after or before
        assert image is not None
        self._store.require(table.name, before, after)
        subject = str(image[table.subject]) if table.subject else ""
        self._images.append((table.name, image["id"], subject, before, after))

    def replay(self, table: Table[Any], steps: Sequence[tuple[Image | None, Image | None]]) -> None:
        """Write images from the journal back as they stand: (what is there, what is to be). Only undo and redo use it.

        What goes, goes first, so that a number that must be unique is free again before another row takes it.
        """
        for some in _in_pieces(steps):
            for before, after in some:
                if before is not None and after is None:
                    self._store.delete(table.name, before["id"])
                if before != after:
                    self._note(table, before, after)
            self._progress.step(len(some))
        changed = [after for before, after in steps if before is not None and after is not None]
        for images in _in_pieces(changed):
            self._store.write(table.name, images)
            self._progress.step(0)
        new = [after for before, after in steps if before is None and after is not None]
        for images in _in_pieces(new):
            self._store.insert(table.name, images)
            self._progress.step(0)


class Store:
    """An open desk. Only `opening.open_desk` and `opening.create_desk` make one.

    Args:
        folder: the desk's folder.
        db: the open database.
        blobs: the attachments.
        clock: the real time, for the journal only; never for the day a person acts on.
        person: id of the user in whose name changes are kept.
        read_only: refuse every change.
        closing: called once when the store is closed.
        reopen: opens a second, read-only connection for work in another thread.
        keys: the desk's keys, for backups; None for a desk in memory.
        saved: told how many changes have been saved and where the audit trail ends, right after each commit.
        rewrite: opens a second connection that writes, for work in another thread.
        noting: opens the connection through which a desk that is read only still notes who looked; None where it
            cannot.
        sight: the limits of the person on this connection; None for somebody who sees and changes everything.
        reopen_whole: opens a second, read-only connection without those limits, for backups and checks.

    Attributes:
        recovered: the recovery code opened the desk, in the name of its first SENCO.
        own_slot: the way in of the person; for the recovery code, that first SENCO's.
        holds_lock: the desk is this program's, so that its key file may be written, also by somebody who only reads.
        keeps_end: files beside the records say where the audit trail ends; not so for a store over a mere copy.
        turns: which of this program's connections on the desk writes.
        waits: whether it waits for its turn to write: in another thread than the window's, and nowhere else.
        put_by: small writes that wait until the desk is free.
    """

    def __init__(
        self,
        folder: Path,
        db: Database,
        blobs: Blobs,
        *,
        clock: Callable[[], datetime],
        person: str,
        read_only: bool = False,
        closing: Callable[[Store], None] = lambda _store: None,
        reopen: Callable[[], Store] | None = None,
        keys: Keys | None = None,
        saved: Callable[[int, counted.Head | None], None] = lambda _generation, _head: None,
        noting: Callable[[], Database] | None = None,
        sight: Sight | None = None,
        reopen_whole: Callable[[], Store] | None = None,
        rewrite: Callable[[Store], Store] | None = None,
    ) -> None:
        self.folder = folder
        self.db = db
        self.blobs = blobs
        self.clock = clock
        self.ids = Ids(clock)
        self.person = person
        self.read_only = read_only
        self.keys = keys
        self.sight = sight
        self.recovered = False
        self.own_slot = ""
        self.holds_lock = not read_only
        self.check_wanted = False
        self.keeps_end = False
        self.turns = Turns()
        self.waits = False
        self.put_by = PutBy()
        self._closing = closing
        self._reopen = reopen
        self._saved = saved
        self._noting = noting
        self._reopen_whole = reopen_whole
        self._rewrite = rewrite
        self._notes: Database | None = None
        self._trails: dict[int, trail.Trail] = {}
        self._together: tuple[trail.Trail, list[Change]] | None = None

    @contextmanager
    def change(
        self, label: str, *, kind: str = "do", target: str | None = None, progress: Progress | None = None
    ) -> Iterator[Change]:
        """Open a change; on leaving, its rows and its journal are committed together, or nothing is.

        Raises BusyDeskError, in words, where long work in another thread is changing the desk just now, and
        InTheWayError where another record stands in the way, as one that names what is to go.

        Args:
            label: what the menu says after "Undo": sentence case, no names of pupils.
            kind: `do`, or `undo` or `redo` of the change `target`.
            target: the change that is undone or redone.
            progress: told of each row twice, as it is written and as it is journalled; until the last one, whatever
                it raises leaves the records as they were.
        """
        told = progress or Silent()
        change: Change | None = None
        try:
            with self._writing() as noted:
                change = Change(self, label, told)
                yield change
                with self.lifted():
                    self._journal(change, kind, target, noted, told)
                told.step(0)
                if self._together is not None:
                    self._together[1].append(change)
        except IntegrityError as error:
            refused = conflicts.refusal(self, change.images() if change else (), error)
            if refused is None:
                raise
            raise refused from error
        assert change is not None
        touched: dict[str, set[str]] = {}
        for table, row_id, _subject, _before, _after in change.images():
            touched.setdefault(table, set()).add(row_id)
        change.changes = Changes(change.id, label, {table: frozenset(ids) for table, ids in touched.items()})

    @contextmanager
    def together(self) -> Iterator[None]:
        """Within this block several changes, each a step of its own, are committed together, or none of them is.

        Raises InTheWayError as `change` does, which is known for some only at the end, of all of them.
        """
        made: list[Change] = []
        try:
            with self._writing() as noted:
                self._together = noted, made
                try:
                    yield
                finally:
                    self._together = None
        except IntegrityError as error:
            refused = conflicts.refusal(self, [image for change in made for image in change.images()], error)
            if refused is None:
                raise
            raise refused from error

    def insert(self, table: str, images: Sequence[Image]) -> None:
        """Insert rows as they stand; they are not journalled here."""
        if not images:
            return
        alike: dict[tuple[str, ...], list[list[Any]]] = {}  # images from the journal can be of an older schema
        for image in images:
            alike.setdefault(tuple(image), []).append(list(image.values()))
        with self.lifted():
            for names, rows in alike.items():
                columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
                self.db.conn.executemany(f'insert into main."{table}" ({columns}) values ({places})', rows)  # noqa: S608

    def write(self, table: str, images: Sequence[Image]) -> None:
        """Write new states of rows that are there; they are not journalled here."""
        if not images:
            return
        alike: dict[tuple[str, ...], list[Image]] = {}
        for image in images:
            alike.setdefault(tuple(image), []).append(image)
        with self.lifted():
            for names, rows in alike.items():
                settings = ", ".join(f'"{name}" = :{name}' for name in names if name != "id")
                self.db.conn.executemany(f'update main."{table}" set {settings} where id = :id', rows)  # noqa: S608

    def delete(self, table: str, row_id: str) -> None:
        """Delete a row; it is not journalled here."""
        with self.lifted():
            self.db.execute(f'delete from main."{table}" where id = ?', [row_id])  # noqa: S608  from our closed list

    def images(self, table: Table[Any], ids: Iterable[str]) -> Iterator[Image]:
        """The rows of a table with these ids as they stand, those that are there, in any order."""
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            sql = f'select * from main."{table.name}" where id in ({", ".join("?" * len(some))})'  # noqa: S608
            with self.lifted():
                found = self.query(sql, some)
            yield from found

    def require(self, table: str, before: Image | None, after: Image | None) -> None:
        """Raises RefusedError, in words, where the person may not write this row so."""
        if self.sight is not None:
            self.sight.require(self, table, before, after)

    def completed(self, table: str, present: dict[str, Image], wanted: dict[str, Image]) -> dict[str, Image]:
        """The rows to be written by id: what the person gave, with what they cannot see left as it is."""
        if self.sight is None:
            return wanted
        return {
            row_id: self.sight.completed(table, present[row_id], after) if row_id in present else after
            for row_id, after in wanted.items()
        }

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Within this block a limited connection is the store's own, for what it keeps itself: never to show anything.

        The tables are named with `main.` then, since the person's views still stand before the bare names.
        """
        if self.sight is None:
            yield
            return
        with self.sight.lifted():
            yield

    @contextmanager
    def unlimited(self) -> Iterator[None]:
        """Within this block the store refuses nothing to the person: for what the program itself does to a whole desk.

        As where a restore keeps out who was removed, whoever restores.
        """
        with self.lifted():
            sight, self.sight = self.sight, None
            try:
                yield
            finally:
                self.sight = sight

    @contextmanager
    def whole(self) -> Iterator[Store]:
        """The desk without anybody's limits, to read only: for backups and checks, never to show a record."""
        if self.sight is None or self._reopen_whole is None:
            yield self
            return
        second = self._reopen_whole()
        try:
            yield second
        finally:
            second.close()

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Image]:
        """Rows of a read-only question, each a mapping of column to value.

        Raises DamagedDeskError and its kin where the drive gives back something else than was written.
        """
        with telling_troubles():
            return list(self.db.query(sql, list(values)))

    def reader(self) -> Store:
        """A second, read-only store over the same desk, for work in another thread. Close it when done."""
        if self._reopen is None:
            return self
        return self._reopen()

    def writer(self) -> Store:
        """A second store over the same desk that may change it, for work in another thread. Close it when done.

        Who may change nothing is given one that reads. It waits for its turn to write; the window's store does not.
        """
        if self._rewrite is None:
            return self.reader()
        return self._rewrite(self)

    @contextmanager
    def alone(self, what: str, *, brief: bool = False) -> Iterator[None]:
        """Within this block nothing else in this program changes the desk: for long work that reads, then writes.

        `what` is told to whoever is refused meanwhile: `A roll is being imported`; nobody is where it is `brief`.
        """
        with self.turns.taken(self, what, waits=self.waits, brief=brief):
            yield

    def note(self, deed: str, subject: str = "", words: str = "") -> bool:
        """Add a row to the audit trail that is no change of records; answers whether it was written, or will be.

        A desk that can write nowhere notes nothing; a look at the same child is noted once in a quarter of an hour.
        """
        if self.read_only and self._noting is None:
            return False
        if self.read_only and self._notes is None and self._noting is not None:
            self._notes = self._noting()
        now, written = self.clock(), [True]

        def write() -> None:
            written[0] = self._add_note(now, deed, subject, words)

        self.put_by.do(write)
        return written[0]

    @contextmanager
    def erasing(self, subject: str, words: str) -> Iterator[Erasure]:
        """A transaction for what no journal may keep: it ends with the erasure's own row in the audit trail.

        Rows are deleted through `erasure.db`; images in the journal are emptied through `erasure` alone, since
        `verify` takes an emptied row for sound only if an erasure's row in the trail covers it.
        """
        self.require("erasure", None, None)
        with self._writing() as noted:
            erasure = Erasure(self.db)
            yield erasure
            noted.add(erasure.note(_moment(self.clock()), self.person, subject, words, noted.last()))

    def close(self) -> None:
        """Close the desk cleanly; doing so twice is harmless."""
        with suppress(TroubleError, RefusedError):  # as where a drive is full: nothing of it is a record
            self.put_by.catch_up()
        notes, self._notes = self._notes, None
        if notes is not None:
            notes.close()
        closing, self._closing = self._closing, lambda _store: None
        closing(self)

    def known_end(self) -> counted.Head | None:
        """Where the audit trail ended when something was last saved, as the files beside the records have it."""
        return marker.head(self.folder, self.keys) if self.keys else None

    def _add_note(self, now: datetime, deed: str, subject: str, words: str) -> bool:
        if self._notes is None:
            return self._add_note_through(self.db, now, deed, subject, words)
        with noting(self._notes):
            return self._add_note_through(self._notes, now, deed, subject, words)

    def _add_note_through(self, db: Database, now: datetime, deed: str, subject: str, words: str) -> bool:
        if deed == "view":
            with self.lifted():
                found = db.execute(_LAST_LOOK, [subject, deed, self.person, words]).fetchall()
            last = next(iter(found), (None,))[0]
            if last and timedelta(0) <= now - datetime.fromisoformat(last) < _ONE_LOOK:
                return False
        with self._writing(db) as noted, self.lifted():
            noted.add(trail.Note(_moment(now), self.person, deed, subject, words))
        return True

    @contextmanager
    def _writing(self, db: Database | None = None) -> Iterator[trail.Trail]:
        """A transaction that takes the write lock at once, so that a late writer cannot make a read stale."""
        if db is None:
            if self.read_only:
                raise RefusedError("This desk is open for reading only, so nothing was changed.")
            if self._together is not None:
                yield self._together[0]
                return
            db = self.db
        noted = self._trails.setdefault(
            id(db),
            trail.Trail(db, self.keys, self.known_end, lambda: _moment(self.clock()), keeps_end=self.keeps_end),
        )
        with self.alone("Something else is being saved"):
            with telling_troubles():
                db.execute("begin immediate")
                try:
                    with self.lifted():
                        noted.begin(self.person)
                    yield noted
                    # The generation outside the file tells an older copy that a sync program put back.
                    with self.lifted():
                        generation = db.execute(_ONE_MORE).fetchone()
                        head = noted.last()
                        db.execute("commit")
                except BaseException:
                    if db.conn.in_transaction:
                        db.execute("rollback")
                    noted.forget()
                    raise
            if generation:
                self._saved(int(generation[0]), head)

    def _journal(self, change: Change, kind: str, target: str | None, noted: trail.Trail, progress: Progress) -> None:
        images = change.images()
        if not images:
            return
        entry = {
            "id": change.id,
            "label": change.label,
            "kind": kind,
            "target": target,
            "undone_by": None,
            "person_id": self.person,
            "at": _moment(self.clock()),
        }
        self.insert("journal_change", [entry])
        digests: list[str] = []
        for start in range(0, len(images), _AT_ONCE):
            some = images[start : start + _AT_ONCE]
            rows = [
                {
                    "change_id": change.id,
                    "position": position,
                    "noun": noun,
                    "row_id": row_id,
                    "subject_id": subject,
                    "before": _packed(before),
                    "after": _packed(after),
                    "salt": salt,
                    "digest": "",
                }
                for position, ((noun, row_id, subject, before, after), salt) in enumerate(
                    zip(some, trail.salts(len(some)), strict=True), start
                )
            ]
            for row in rows:
                row["digest"] = trail.digest_of_row(row)
            self.insert("journal_row", rows)
            digests += [str(row["digest"]) for row in rows]
            progress.step(len(rows))
        noted.add(trail.of_change(entry, digests, (subject for _noun, _id, subject, _before, _after in images)))


def _in_pieces(records: Sequence[R]) -> Iterator[Sequence[R]]:
    return (records[start : start + _AT_ONCE] for start in range(0, len(records), _AT_ONCE))


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds")


def _packed(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image, ensure_ascii=False, sort_keys=True)
