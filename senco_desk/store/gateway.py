"""The one path by which anything is changed: open a `Change`, write through it, and the journal keeps both images.

    with store.change("Record review") as change:
        change.add(REVIEWS, draft)

A change commits whole or not at all. Its journal is undo, audit trail, version history and the "as at" view in one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.records import Record
from senco_desk.store.blobs import Blobs
from senco_desk.store.connection import Database, telling_troubles
from senco_desk.store.ids import Ids
from senco_desk.store.keys import Keys
from senco_desk.store.tables import Image, K, Table

_ONE_MORE = "update desk_state set value = cast(value as integer) + 1 where key = 'generation' returning value"
_AT_ONCE = 500
"""How many ids stand in one question, well under SQLite's limit."""


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

    def __init__(self, store: Store, label: str) -> None:
        self.id = store.ids.new()
        self.label = label
        self.changes: Changes | None = None
        self._store = store
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
        kept = [table.kept.model_validate(dict(draft) | {"id": self._store.ids.new()}) for draft in drafts]
        images = [table.encode(record) for record in kept]
        self._store.insert(table.name, images)
        for image in images:
            self._note(table, None, image)
        return kept

    def save(self, table: Table[K], record: K) -> K:
        """Keep a new state of a record that is there; nothing is written if nothing differs."""
        self.save_all(table, [record])
        return record

    def save_all(self, table: Table[K], records: Iterable[K]) -> None:
        """Keep new states of many records at once; those that do not differ are not written."""
        wanted = {record.id: table.encode(record) for record in records}
        present = {image["id"]: image for image in self._store.images(table, wanted)}
        gone = wanted.keys() - present.keys()
        if gone:
            raise RefusedError(f"This {table.words} is no longer there. It may have been removed or undone.")
        changed = [after for row_id, after in wanted.items() if after != present[row_id]]
        self._store.write(table.name, changed)
        for after in changed:
            self._note(table, present[after["id"]], after)

    def remove(self, table: Table[K], row_id: str) -> None:
        """Take a record out; undo brings it back."""
        before = table.encode(table.get(self._store, row_id))
        self._store.db.table(table.name).delete(row_id)
        self._note(table, before, None)

    def images(self) -> Sequence[tuple[str, str, str, Image | None, Image | None]]:
        """What was written so far: (table, row id, subject id, before, after)."""
        return self._images

    def _note(self, table: Table[Any], before: Image | None, after: Image | None) -> None:
        image = after or before
        assert image is not None
        subject = str(image[table.subject]) if table.subject else ""
        self._images.append((table.name, image["id"], subject, before, after))

    def replay(self, table: Table[Any], steps: Sequence[tuple[Image | None, Image | None]]) -> None:
        """Write images from the journal back as they stand: (what is there, what is to be). Only undo and redo use it.

        What goes, goes first, so that a number that must be unique is free again before another row takes it.
        """
        for before, after in steps:
            if before is not None and after is None:
                self._store.db.table(table.name).delete(before["id"])
            if before != after:
                self._note(table, before, after)
        self._store.write(table.name, [after for before, after in steps if before is not None and after is not None])
        self._store.insert(table.name, [after for before, after in steps if before is None and after is not None])


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
        saved: told how many changes have been saved, right after each commit.
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
        saved: Callable[[int], None] = lambda _generation: None,
    ) -> None:
        self.folder = folder
        self.db = db
        self.blobs = blobs
        self.clock = clock
        self.ids = Ids(clock)
        self.person = person
        self.read_only = read_only
        self.keys = keys
        self.check_wanted = False
        self._closing = closing
        self._reopen = reopen
        self._saved = saved

    @contextmanager
    def change(self, label: str, *, kind: str = "do", target: str | None = None) -> Iterator[Change]:
        """Open a change; on leaving, its rows and its journal are committed together, or nothing is.

        Args:
            label: what the menu says after "Undo": sentence case, no names of pupils.
            kind: `do`, or `undo` or `redo` of the change `target`.
            target: the change that is undone or redone.
        """
        change = Change(self, label)
        with self._writing():
            yield change
            self._journal(change, kind, target)
        touched: dict[str, set[str]] = {}
        for table, row_id, _subject, _before, _after in change.images():
            touched.setdefault(table, set()).add(row_id)
        change.changes = Changes(change.id, label, {table: frozenset(ids) for table, ids in touched.items()})

    def insert(self, table: str, images: Sequence[Image]) -> None:
        """Insert rows as they stand; they are not journalled here."""
        if images:
            self.db.table(table).insert_all(images)

    def write(self, table: str, images: Sequence[Image]) -> None:
        """Write new states of rows that are there; they are not journalled here."""
        if images:
            self.db.table(table).upsert_all(images, pk="id")

    def images(self, table: Table[Any], ids: Iterable[str]) -> Iterator[Image]:
        """The rows of a table with these ids as they stand, those that are there, in any order."""
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self.db.table(table.name).rows_where(f"id in ({', '.join('?' * len(some))})", some)

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Image]:
        """Rows of a read-only question, each a mapping of column to value."""
        return list(self.db.query(sql, list(values)))

    def reader(self) -> Store:
        """A second, read-only store over the same desk, for work in another thread. Close it when done."""
        if self._reopen is None:
            return self
        return self._reopen()

    def close(self) -> None:
        """Close the desk cleanly; doing so twice is harmless."""
        closing, self._closing = self._closing, lambda _store: None
        closing(self)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that takes the write lock at once, so that a late writer cannot make a read stale."""
        if self.read_only:
            raise RefusedError("This desk is open for reading only, so nothing was changed.")
        with telling_troubles():
            self.db.execute("begin immediate")
            try:
                yield
                # The generation outside the file tells an older copy that a sync program put back.
                generation = self.db.execute(_ONE_MORE).fetchone()
                self.db.execute("commit")
            except BaseException:
                if self.db.conn.in_transaction:
                    self.db.execute("rollback")
                raise
        if generation:
            self._saved(int(generation[0]))

    def _journal(self, change: Change, kind: str, target: str | None) -> None:
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
            "at": self.clock().isoformat(timespec="milliseconds"),
        }
        self.insert("journal_change", [entry])
        rows = [
            {
                "change_id": change.id,
                "position": position,
                "noun": noun,
                "row_id": row_id,
                "subject_id": subject,
                "before": _packed(before),
                "after": _packed(after),
            }
            for position, (noun, row_id, subject, before, after) in enumerate(images)
        ]
        self.insert("journal_row", rows)


def _packed(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image, ensure_ascii=False, sort_keys=True)
