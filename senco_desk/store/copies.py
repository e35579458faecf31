"""Whole desks beside one another: a copy of the records that a sync program made, and a desk copied to a safer place.

Which of two copies holds what a school needs, no program can know. So they are only read, told apart in figures, and a
person decides; what is decided on becomes a desk of its own, and nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine.drive import keep_folder
from senco_desk.store import connection, counted, marker, swapping, vault_header
from senco_desk.store.building import built_beside
from senco_desk.store.connection import Database
from senco_desk.store.errors import DeskLockedError, ForeignDeskError
from senco_desk.store.files import copy_whole, telling_file_troubles
from senco_desk.store.keys import Keys
from senco_desk.store.lock import holding
from senco_desk.store.opening import ATTACHMENTS, RECORDS, generation_of


@dataclass(frozen=True)
class CopySeen:
    """One records file, as far as it can be seen into.

    Attributes:
        path: the file.
        size: its bytes.
        changed: when the drive says it was last written (UTC).
        generation: how many changes were saved in it; None where it cannot be read with this desk's keys.
        last_change: the moment of its last change, as the journal has it (ISO); empty where there is none.
        pupils: how many children it holds.
        documents: how many papers it names.
        missing_here: how many of its changes this desk's own records lack; 0 for the desk's own file.
    """

    path: Path
    size: int
    changed: datetime
    generation: int | None = None
    last_change: str = ""
    pupils: int = 0
    documents: int = 0
    missing_here: int = 0


def compare(folder: Path, keys: Keys) -> tuple[CopySeen, ...]:
    """The desk's own records, then each copy a sync program left beside them; reads only."""
    path = folder / RECORDS
    own, known = _seen(path, lambda: _own(path, keys))
    others = marker.conflict_copies(path)
    return (own, *(_seen(copy, partial(connection.connect_copy, copy, keys), known)[0] for copy in others))


def make_desk(
    folder: Path, records: Path, to: Path, progress: Progress | None = None, *, keys: Keys | None = None
) -> None:
    """Makes the new desk `to` of a desk's keys and attachments and one of its records files; `folder` stays as it is.

    The desk's own file comes with its log; another file, such as a sync program's copy, alone. The new desk opens with
    the same passphrases; with `keys`, the end of the other file's own audit trail is kept beside it. Refuses a target
    that is there, one inside the desk, and a desk that is open now, which would be copied in the middle of a change.
    """
    watch = progress or Silent()
    if to.exists():
        raise RefusedError(f"{to.name} is already there. Choose another name for the copy.")
    if folder.resolve() in to.resolve().parents:
        raise RefusedError("A copy inside the desk would be lost together with it. Choose a place outside.")
    own = records == folder / RECORDS
    with ExitStack() as alone:
        if own:
            alone.enter_context(swapping.alone(folder))  # so that nobody begins to write in it meanwhile
            held = holding(folder, "")
            if held is not None and held[1] == "open":
                raise DeskLockedError(held[0].who, held[0].where, held[0].since)
        _copy_all(folder, records, to, _BESIDE if own else (), watch, None if own else keys)


def _copy_all(
    folder: Path, records: Path, to: Path, names_beside: tuple[str, ...], watch: Progress, keys: Keys | None
) -> None:
    with telling_file_troubles(folder):
        files = sorted(path for path in (folder / ATTACHMENTS).glob("*") if path.is_file())
        beside = [folder / name for name in names_beside if (folder / name).exists()]
    watch.start("Copying the desk", len(files) + len(beside) + 2)
    with telling_file_troubles(to):
        to.parent.mkdir(parents=True, exist_ok=True)
    with built_beside(to) as made, telling_file_troubles(to):
        part = made.folder
        (part / ATTACHMENTS).mkdir(mode=0o700)
        copy_whole(records, part / RECORDS)
        watch.step()
        vault_header.copy_both(folder, part)
        watch.step()
        for path in beside:
            copy_whole(path, part / path.name)
            watch.step()
        if keys is not None:
            with suppress(TroubleError):  # a damaged copy is copied too: there is nothing to say of its trail
                marker.of_copy(part, keys)
        for path in files:
            copy_whole(path, part / ATTACHMENTS / path.name)
            watch.step()
        keep_folder(part / ATTACHMENTS)


def take_key_file(folder: Path, source: Path, keys: Keys) -> None:
    """Writes the key file of the desk `source`, which `keys` came out of, into `folder`; what lies there is kept aside.

    Raises ForeignDeskError, and touches nothing, where the records in `folder` are of other keys.
    """
    with telling_file_troubles(folder):
        with (folder / RECORDS).open("rb") as file:
            if file.read(len(keys.database_salt)) != keys.database_salt:
                raise ForeignDeskError
        copies = vault_header.read_copies(source, keys.floor)
        header = next(each for each in copies if isinstance(each, vault_header.Header))
        for name in (vault_header.FILE, vault_header.COPY):
            path = folder / name
            if path.exists():
                aside = (path.with_name(f"{name}.damaged-{number}") for number in count(1))
                copy_whole(path, next(each for each in aside if not each.exists()))
        vault_header.write_copies(folder, header)


_BESIDE = (f"{RECORDS}-wal", marker.FILE, marker.COPY, counted.FILE)
"""What a desk's own records need to be known as whole: their log, and the notes of how far they had got."""


def _own(path: Path, keys: Keys) -> Database:
    weighed = marker.weigh(path, keys, generation_of, writable=False)
    return (connection.connect_copy if weighed.stale else connection.connect_unwritable)(path, keys)


def _seen(
    path: Path, opened: Callable[[], Database], own: frozenset[str] | None = None
) -> tuple[CopySeen, frozenset[str]]:
    """What is in a file, and the ids of its changes; a file that cannot be read has a size and a date alone."""
    with telling_file_troubles(path):
        found = path.stat()
    changed = datetime.fromtimestamp(found.st_mtime, UTC)
    try:
        db = opened()
    except TroubleError:
        return CopySeen(path, found.st_size, changed), frozenset()
    try:
        with connection.telling_troubles():
            changes = frozenset(row[0] for row in db.execute("select id from journal_change").fetchall())
            last = db.execute("select max(at) from journal_change").fetchone()[0]
            pupils, documents = (
                int(db.execute(f"select count(*) from {name}").fetchone()[0])  # noqa: S608  two names of our own
                for name in ("pupil", "document")
            )
            lacking = 0 if own is None else len(changes - own)
            seen = CopySeen(
                path, found.st_size, changed, generation_of(db), str(last or ""), pupils, documents, lacking
            )
            return seen, changes
    except (TroubleError, connection.DatabaseError):
        return CopySeen(path, found.st_size, changed), frozenset()
    finally:
        db.close()
