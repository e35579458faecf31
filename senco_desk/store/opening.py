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
from functools import partial
from pathlib import Path

from senco_desk.domain.backups import moment_of
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.roles import rights_of
from senco_desk.domain.school import PersonDraft, SchoolDraft
from senco_desk.store import (
    backup_places,
    backups,
    connection,
    counted,
    lock,
    marker,
    people_of_slots,
    superseded,
    swapping,
    vault,
    ways_in,
)
from senco_desk.store.blobs import Blobs
from senco_desk.store.connection import Database
from senco_desk.store.errors import (
    DeskLockedError,
    DiskFaultError,
    DiskFullError,
    MissingDeskError,
    NewerVersionError,
    NotAllowedError,
    ReadOnlyPlaceError,
)
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.gateway import Store
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import SCHEMA_VERSION, migrate, version_of
from senco_desk.store.nouns import PEOPLE, SCHOOLS
from senco_desk.store.sight import Sight, limit_to_notes

SUFFIX = ".sencodesk"
RECORDS = "desk.db"
ATTACHMENTS = "files"

_WITH_PEOPLE = 3
"""The schema step with which each way in got its person."""

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
                slots = vault.slots(folder, keys)
                ways_in.know_recovery(db, [slot.id for slot in slots if slot.kind == "recovery"])
        finally:
            connection.close(db)
        store = open_desk(folder, keys, clock=clock)
        undo.callback(store.close)
        with store.change("Make desk") as change:
            first = PersonDraft(name=person, slot_id=keys.slot_id, since=clock().astimezone().date())
            store.person = change.add(PEOPLE, first).id
            change.add(SCHOOLS, school)
        undo.pop_all()
    return store, code


def unlock(folder: Path, secret: str, *, floor: KdfParameters = FLOOR, first: str = "") -> Keys:
    """The keys of a desk, from a passphrase or the recovery code. Slow by design: call it off the window's thread.

    `first` is the id of the way in to try first, since each that is tried costs a key derivation.
    """
    swapping.finish(folder)  # a restore that was cut off between its two renames
    if not (folder / RECORDS).exists() and not vault.exists(folder):
        raise MissingDeskError(folder)
    return vault.unlock(folder, secret, floor, first=first)


def open_desk(
    folder: Path,
    keys: Keys,
    *,
    clock: Clock,
    read_only: bool = False,
    anyway: bool = False,
    older_too: bool = False,
) -> Store:
    """Open a desk with keys that `unlock` answered.

    The order matters: the lock first; then stale logs are set aside, before SQLite could replay one; then the
    records, their version and their generation; then the marker that says "open"; last the migration.

    Args:
        folder: the desk's folder.
        keys: from `unlock`.
        clock: the real time, for the lock and the journal.
        read_only: refuse every change; such a desk may stand beside a window that has it open, and in a folder where
            nothing can be written.
        anyway: take over a lock that another computer left behind, after the person said so.
        older_too: open records that are older than those last saved here, after the person said so; what is saved
            from then on goes on from them.
    """
    if not read_only:
        return _open_to_write(folder, keys, clock, anyway=anyway, older_too=older_too)
    try:
        return _open_to_read(folder, keys, clock, older_too=older_too)
    except (NotAllowedError, DiskFaultError, DiskFullError):
        # Whatever the system refused, a reader needs neither lock nor log: what can be read is shown.
        return _open_unwritable(folder, keys, clock, older_too=older_too)


def require_fit(db: Database, left: marker.Marker | None) -> None:
    """Raises NewerVersionError or, where it is known how the desk was left, OlderCopyError."""
    if version_of(db) > SCHEMA_VERSION:
        raise NewerVersionError
    if left is not None:
        marker.require_newest(left, generation_of(db))


def generation_of(db: Database) -> int:
    """How many changes have been saved in an open database, undone ones included."""
    row = db.execute("select value from desk_state where key = 'generation'").fetchone()
    return int(row[0]) if row else 0


def _open_to_write(folder: Path, keys: Keys, clock: Clock, *, anyway: bool, older_too: bool) -> Store:
    path = folder / RECORDS
    with ExitStack() as undo:
        try:
            undo.enter_context(_locked(folder, clock, anyway=anyway))
        except NotAllowedError as error:
            raise (ReadOnlyPlaceError(folder) if os.access(path, os.R_OK) else error) from error
        guarded = marker.guard(path, keys, generation_of)
        db = connection.connect(path, keys)
        undo.callback(db.close)
        with contextlib.suppress(TroubleError):  # a full or write-protected drive must not keep people out
            vault.mend(folder, keys)  # now that the keys have opened the records
        with connection.telling_troubles():
            require_fit(db, None if older_too else guarded.marker)
            with contextlib.suppress(DiskFullError):  # a full disk must not keep people from making room
                _mark_open(folder, keys, db)
            before = version_of(db)
            if before < SCHEMA_VERSION:
                backup_places.before_migration(folder, keys, clock)
            migrate(db)
            # Also where an earlier opening was cut off between the two: nobody has a way in then.
            if before < _WITH_PEOPLE or not db.execute("select 1 from person where slot_id <> ''").fetchone():
                people_of_slots.adopt(db, folder, keys)
        store = _store(folder, db, keys, clock, connect=connection.connect, locks=undo.pop_all(), writes=True)
    store.check_wanted = guarded.check_wanted
    try:
        store.blobs.sweep_unfinished()
        superseded.sweep(folder, lambda: _owner(clock))
    except BaseException:
        store.close()
        raise
    return store


def _open_to_read(folder: Path, keys: Keys, clock: Clock, *, older_too: bool) -> Store:
    path = folder / RECORDS
    with ExitStack() as undo:
        guarded = None
        with contextlib.suppress(DeskLockedError):  # a window has it open, and has looked after its logs
            undo.enter_context(_locked(folder, clock))
            guarded = marker.guard(path, keys, generation_of)
        db = _reading(path, keys)
        undo.callback(db.close)
        with connection.telling_troubles():
            require_fit(db, guarded.marker if guarded and not older_too else None)
        beside = guarded is None and _open_on_this_computer(folder)
        store = _store(folder, db, keys, clock, connect=_reading, locks=undo.pop_all(), beside=beside)
    store.check_wanted = guarded is not None and guarded.check_wanted
    return store


def _open_unwritable(folder: Path, keys: Keys, clock: Clock, *, older_too: bool) -> Store:
    path = folder / RECORDS
    weighed = marker.weigh(path, keys, generation_of, writable=False)
    reading = connection.connect_copy if weighed.stale else connection.connect_unwritable
    with ExitStack() as undo:
        db = reading(path, keys)
        undo.callback(db.close)
        with connection.telling_troubles():
            require_fit(db, None if older_too else weighed.marker)
        return _store(folder, db, keys, clock, connect=reading, locks=undo.pop_all())


def _locked(folder: Path, clock: Clock, *, anyway: bool = False) -> lock.DeskLock:
    """The desk's lock; refused also while the folder is being exchanged for another, or copied."""
    taken = lock.take(folder, _owner(clock), anyway=anyway)
    if swapping.is_under_way(folder) or not taken.is_in_place:
        taken.release()
        raise DeskLockedError
    return taken


def _reading(path: Path, keys: Keys) -> Database:
    return connection.connect(path, keys, read_only=True)


def _store(
    folder: Path,
    db: Database,
    keys: Keys,
    clock: Clock,
    *,
    connect: Callable[[Path, Keys], Database],
    locks: ExitStack,
    writes: bool = False,
    whole: bool = False,
    beside: bool = False,
    second: bool = False,
) -> Store:
    """The store of an open database.

    `writes`: it holds the lock; `whole`: without the limits of whoever opened it; `beside`: a program of this computer
    holds the lock, so that a look can be noted all the same; `second`: it writes beside the one that holds the lock.
    """
    try:
        opener = people_of_slots.opener(db, keys)
        rights = rights_of(opener) if opener else None
        only_reads = rights is not None and not rights & {"change", "log"}
        sight = (
            Sight(opener, rights) if opener and rights is not None and not whole and "people" not in rights else None
        )
        if sight is not None:
            with connection.telling_troubles():
                sight.limit(db)
                if only_reads:
                    with sight.lifted():
                        db.execute("pragma query_only = on")
    except BaseException:
        db.close()
        locks.close()
        raise

    def reopen(*, limited: bool = True) -> Store:
        reading = _reading if writes else connect
        second = reading(folder / RECORDS, keys)
        return _store(folder, second, keys, clock, connect=reading, locks=ExitStack(), whole=not limited)

    def rewrite(first: Store) -> Store:
        writing = connection.connect(folder / RECORDS, keys)
        other = _store(folder, writing, keys, clock, connect=connect, locks=ExitStack(), writes=True, second=True)
        # One row of ids and of turns, so that the journal stays in order whoever writes.
        other.ids, other.turns, other.waits, other.person = first.ids, first.turns, True, first.person
        return other

    def notes() -> Database:
        second = connection.connect(folder / RECORDS, keys)
        limit_to_notes(second)
        return second

    made = Store(
        folder,
        db,
        _attachments(folder, keys),
        clock=clock,
        person=opener.id if opener else "",
        read_only=not writes or only_reads,
        closing=_closing(folder, keys, locks, sight, alone=writes and not second),
        reopen=reopen,
        keys=keys,
        saved=partial(counted.advance, folder, keys),
        noting=notes if beside or (writes and only_reads) else None,
        sight=sight,
        reopen_whole=partial(reopen, limited=False),
        rewrite=rewrite if writes and not only_reads and not second else None,
    )
    made.recovered = keys.slot_kind == "recovery"
    made.own_slot = opener.slot_id if opener else keys.slot_id
    made.holds_lock = writes
    made.keeps_end = True
    with made.lifted():
        newest = db.execute("select max(id) from main.journal_change").fetchone()[0]
    if newest:
        made.ids.start_after(newest)
    return made


def _attachments(folder: Path, keys: Keys) -> Blobs:
    """Those of a desk, and of one of its backups, which is only looked at: they share theirs."""
    moment = moment_of(folder.name)
    return backups.files_of(backups.Backup(folder, moment), keys) if moment else Blobs(folder / ATTACHMENTS, keys)


def _closing(
    folder: Path, keys: Keys, locks: ExitStack, sight: Sight | None, *, alone: bool
) -> Callable[[Store], None]:
    """How a store is closed; `alone` says that it holds the lock, and so leaves the marker."""

    def close(store: Store) -> None:
        if not alone:
            locks.close()
            with contextlib.suppress(Exception):  # a second connection leaves nothing to write: who asked has it all
                store.db.close()
            return
        try:
            if sight is not None:
                store.db.conn.set_authorizer(_unlimited)
                store.db.execute("pragma query_only = off")  # the log still has to come into the records
            # Where the drive is full, or gone, what was committed stays in the log: it is kept, and a deed that was
            # done must not be told as one that failed. The marker still says "open" then, and the next opening checks.
            with contextlib.suppress(TroubleError):
                with connection.telling_troubles():
                    generation = generation_of(store.db)
                clean = connection.close(store.db)
                with telling_file_troubles(folder):
                    size = (folder / RECORDS).stat().st_size
                marker.write(folder, keys, marker.Marker(clean=clean, generation=generation, size=size))
        finally:
            with contextlib.suppress(Exception):
                store.db.close()  # doing so twice is harmless
            locks.close()

    return close


def _unlimited(*_deed: object) -> int:
    return 0


def _open_on_this_computer(folder: Path) -> bool:
    """Whether a living program of this computer has the desk: a second connection may note a look beside it then."""
    held = lock.holding(folder, platform.node())
    return held is not None and held[1] == "open" and held[0].where == platform.node()


def _owner(clock: Clock) -> lock.Owner:
    return lock.Owner(who=_account(), where=platform.node(), pid=os.getpid(), since=clock())


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _mark_open(folder: Path, keys: Keys, db: Database) -> None:
    size = (folder / RECORDS).stat().st_size
    generation = generation_of(db)
    counted.begin(folder, keys, generation)
    marker.write(folder, keys, marker.Marker(clean=False, generation=generation, size=size))


def _clear_away(folder: Path, *, whole: bool) -> None:
    with contextlib.suppress(OSError):
        for path in _inside(folder):
            path.rmdir() if path.is_dir() else path.unlink()
        if whole:
            folder.rmdir()


def _inside(folder: Path) -> Iterator[Path]:
    """Everything in a folder that this program has just made itself, deepest first."""
    yield from sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True)
