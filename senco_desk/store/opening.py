"""Opening and making a desk: the only place where keys, lock, marker, records and attachments meet.

A desk is a folder `NAME.sencodesk` with `desk.db` (the records, encrypted), `vault.json` in two copies (the key
slots), `files/` (the attachments, encrypted), and two small files that hold nothing of the school: `desk.lock` and
`desk.state.json`.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.school import PersonDraft, SchoolDraft
from senco_desk.store import connection, lock, marker, vault
from senco_desk.store.blobs import Blobs
from senco_desk.store.connection import Database
from senco_desk.store.errors import DeskLockedError, DiskFullError, MissingDeskError, NewerVersionError
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.gateway import Store
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import SCHEMA_VERSION, migrate, version_of
from senco_desk.store.nouns import PEOPLE, SCHOOLS

SUFFIX = ".sencodesk"
RECORDS = "desk.db"
ATTACHMENTS = "files"

Clock = Callable[[], datetime]


def create_desk(
    folder: Path,
    passphrase: str,
    school: SchoolDraft,
    *,
    clock: Clock,
    person: str = "SENCO",
    kdf: KdfParameters = RECOMMENDED,
    floor: KdfParameters = FLOOR,
) -> tuple[Store, str]:
    """Make a new desk with one user and answer it open, with the recovery code that is shown once.

    Refuses a name that does not end in `.sencodesk`, a folder that already holds something, and a weak passphrase.
    Where anything fails on the way, the folder is left as it was.
    """
    if folder.suffix != SUFFIX:
        raise RefusedError(f"Choose a name that ends in {SUFFIX}, such as riverbank{SUFFIX}.")
    with telling_file_troubles(folder):
        was_there = folder.exists()
        if was_there and (not folder.is_dir() or any(folder.iterdir())):
            raise RefusedError(f"{folder.name} is already there. Choose another name, or open it instead.")
    with ExitStack() as undo:
        undo.callback(_clear_away, folder, whole=not was_there)
        keys, code = vault.create(folder, passphrase, kdf, floor=floor)
        db = connection.connect(folder / RECORDS, keys, create=True)
        try:
            with connection.telling_troubles():
                migrate(db)
                db.table("desk_state").insert({"key": "generation", "value": "0"})
        finally:
            connection.close(db)
        store = open_desk(folder, keys, clock=clock)
        undo.callback(store.close)
        with store.change("Make desk") as change:
            store.person = change.add(PEOPLE, PersonDraft(name=person)).id
            change.add(SCHOOLS, school)
        undo.pop_all()
    return store, code


def unlock(folder: Path, secret: str, *, floor: KdfParameters = FLOOR) -> Keys:
    """The keys of a desk, from a passphrase or the recovery code. Slow by design: call it off the window's thread."""
    if not (folder / RECORDS).exists() and not vault.exists(folder):
        raise MissingDeskError(folder)
    return vault.unlock(folder, secret, floor)


def open_desk(folder: Path, keys: Keys, *, clock: Clock, read_only: bool = False, anyway: bool = False) -> Store:
    """Open a desk with keys that `unlock` answered.

    The order matters: the lock first; then stale logs are set aside, before SQLite could replay one; then the
    records, their version and their generation; then the marker that says "open"; last the migration.

    Args:
        folder: the desk's folder.
        keys: from `unlock`.
        clock: the real time, for the lock and the journal.
        read_only: refuse every change; such a desk may stand beside a window that has it open.
        anyway: take over a lock that another computer left behind, after the person said so.
    """
    with ExitStack() as undo:
        held = _lock(folder, clock, read_only=read_only, anyway=anyway, undo=undo)
        path = folder / RECORDS
        guarded = marker.guard(path, keys, _generation) if held else None
        db = connection.connect(path, keys, read_only=read_only)
        undo.callback(db.close)
        with connection.telling_troubles():
            if version_of(db) > SCHEMA_VERSION:
                raise NewerVersionError
            if guarded is not None:
                marker.require_newest(guarded, _generation(db))
            if not read_only:
                with contextlib.suppress(DiskFullError):  # a full disk must not keep people from making room
                    _mark_open(folder, keys, db)
                migrate(db)
        store = _store(folder, db, keys, clock, read_only=read_only, locks=undo.pop_all())
    if guarded is not None:
        store.check_wanted = guarded.check_wanted
        if not read_only:
            store.blobs.sweep_unfinished()
    return store


def _store(folder: Path, db: Database, keys: Keys, clock: Clock, *, read_only: bool, locks: ExitStack) -> Store:
    def close(store: Store) -> None:
        if store.read_only:
            locks.close()
            with contextlib.suppress(Exception):
                store.db.close()
            return
        try:
            generation = _generation(store.db)
            # Where the drive is full, what was committed stays in the log until there is room: it is kept, and
            # a deed that was done must not be told as one that failed. The marker still says "open" then.
            with contextlib.suppress(DiskFullError):
                clean = connection.close(store.db)
                with telling_file_troubles(folder):
                    size = (folder / RECORDS).stat().st_size
                marker.write(folder, keys, marker.Marker(clean=clean, generation=generation, size=size))
        finally:
            locks.close()

    def reopen() -> Store:
        second = connection.connect(folder / RECORDS, keys, read_only=True)
        return _store(folder, second, keys, clock, read_only=True, locks=ExitStack())

    people = list(db.query("select id from person order by id limit 1"))
    made = Store(
        folder,
        db,
        Blobs(folder / ATTACHMENTS, keys),
        clock=clock,
        person=people[0]["id"] if people else "",
        read_only=read_only,
        closing=close,
        reopen=reopen,
        keys=keys,
    )
    newest = db.execute("select max(id) from journal_change").fetchone()[0]
    if newest:
        made.ids.start_after(newest)
    return made


def _lock(folder: Path, clock: Clock, *, read_only: bool, anyway: bool, undo: ExitStack) -> bool:
    owner = lock.Owner(who=_account(), where=platform.node(), pid=os.getpid(), since=clock())
    try:
        held = lock.take(folder, owner, anyway=anyway)
    except DeskLockedError:
        if read_only:
            return False
        raise
    undo.callback(held.release)
    return True


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _generation(db: Database) -> int:
    row = db.execute("select value from desk_state where key = 'generation'").fetchone()
    return int(row[0]) if row else 0


def _mark_open(folder: Path, keys: Keys, db: Database) -> None:
    size = (folder / RECORDS).stat().st_size
    marker.write(folder, keys, marker.Marker(clean=False, generation=_generation(db), size=size))


def _clear_away(folder: Path, *, whole: bool) -> None:
    with contextlib.suppress(OSError):
        for path in _inside(folder):
            path.rmdir() if path.is_dir() else path.unlink()
        if whole:
            folder.rmdir()


def _inside(folder: Path) -> Iterator[Path]:
    """Everything in a folder that this program has just made itself, deepest first."""
    yield from sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True)
