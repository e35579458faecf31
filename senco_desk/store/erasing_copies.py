"""Backups and other copies of a desk that may still hold an erased child, and erasing the child in them too.

A copy is erased in a copy of itself, which takes its place only when it is whole: a kill leaves the one or the other.
What cannot be opened with the desk's keys (another person's removal changed them, or the file is damaged) may hold the
child, and is named, never guessed about.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from senco_desk.domain.erasing import CopyState
from senco_desk.domain.problems import TroubleError
from senco_desk.machine.drive import keep_folder
from senco_desk.store import backup_upkeep, backups, child_reach, connection, erasing
from senco_desk.store.backups import Backup
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import built_beside
from senco_desk.store.errors import ForeignDeskError
from senco_desk.store.files import copy_whole, new_part, telling_file_troubles
from senco_desk.store.gateway import Store
from senco_desk.store.migrations import SCHEMA_VERSION, migrate, version_of

_RECORDS, _FILES, _DESK = "desk.db", "files", ".sencodesk"
_OURS = frozenset({"desk.db", "desk.db-wal", "desk.db-shm"})


@dataclass(frozen=True)
class Copy:
    """A copy of the desk's records, and whether it holds the child.

    Args:
        records: its records file.
        name: what it is called on screen.
        state: `holds`, `may_hold` or `without`.
        backup: the backup it is, where its attachments lie in a folder shared with others.
    """

    records: Path
    name: str
    state: CopyState
    backup: Backup | None = None


def found(store: Store, pupil_id: str, places: Iterable[Path]) -> list[Copy]:
    """Every copy in these places that holds the child or may do so.

    Args:
        store: the open desk.
        pupil_id: the child.
        places: folders of automatic backups, and folders in which whole desks lie.
    """
    seen: set[Path] = set()
    copies: list[Copy] = []
    for records, name, backup in _candidates(store, places):
        where = records.resolve()
        if where in seen:
            continue
        seen.add(where)
        state = _state(store, records, pupil_id, surely_ours=backup is not None or _is_called_after(store, records))
        if state != "without":
            copies.append(Copy(records, name, state, backup))
    return copies


def erase_in(copy: Copy, store: Store, erase: Callable[[Store], None]) -> None:
    """Erase the child in one copy and scrub it; `erase` is given a store over it.

    Raises TroubleError where the copy cannot be written; it is as it was then.
    """
    if copy.backup is not None:
        _erase_in_backup(copy, copy.backup, store, erase)
        return
    assert store.keys is not None
    folder = copy.records.parent
    part = new_part(copy.records)
    try:
        with telling_file_troubles(folder):
            copy_whole(copy.records, part)
        gone = _erased(part, copy, store, erase)
        # The files first: a kill in between leaves a copy that still holds the child, and is found and erased again.
        own = Blobs(folder / _FILES, store.keys)
        for name in gone:
            own.remove(name)
        with telling_file_troubles(folder):
            part.replace(copy.records)
            keep_folder(folder)
    finally:
        _away(part)


def _erase_in_backup(copy: Copy, backup: Backup, store: Store, erase: Callable[[Store], None]) -> None:
    """A backup has a sealed manifest beside its records: both are made anew in a folder that then takes its place."""
    assert store.keys is not None
    with built_beside(backup.folder) as made:
        with telling_file_troubles(backup.folder):
            for path in sorted(backup.folder.iterdir()):
                copy_whole(path, made.folder / path.name)
        gone = _erased(made.folder / _RECORDS, copy, store, erase)
        backup_upkeep.reseal(Backup(made.folder, backup.moment), store.keys)
        made.to = _free_name(backup)
    backup_upkeep.remove(backup)
    # Attachments are shared with the other backups; what a kill leaves here goes with their next sweep.
    needed: set[str] = set()
    for each in backups.listed(backup.root):
        with contextlib.suppress(TroubleError):  # one of other keys has its attachments in another folder
            needed |= set(backups.manifest_of(each, store.keys).files)
    shared = backups.files_of(backup, store.keys)
    for name in gone - needed:
        shared.remove(name)


def _erased(records: Path, copy: Copy, store: Store, erase: Callable[[Store], None]) -> set[str]:
    """Erases the child in a records file that is nobody’s yet; answers the attachments that it no longer names."""
    assert store.keys is not None
    # The attachments lie elsewhere, and are seen to by whoever asks.
    made = erasing.over(records, store, Blobs(records.parent / "none", store.keys))
    try:
        with connection.telling_troubles():
            migrate(made.db)
        before = _named(made)
        erase(made)
        if not erasing.finish(made):
            raise _unfinished(copy)
        gone = before - _named(made)
    finally:
        connection.close(made.db)
    with telling_file_troubles(records.parent):
        for rest in ("-wal", "-shm"):
            records.with_name(records.name + rest).unlink(missing_ok=True)
    return gone


def _free_name(backup: Backup) -> Path:
    """The name of the same moment with the next number that is free."""
    moment = backup.moment
    while True:
        moment = replace(moment, number=moment.number + 1)
        folder = backup.root / moment.name
        if not folder.exists():
            return folder


def _away(part: Path) -> None:
    for rest in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            part.with_name(part.name + rest).unlink(missing_ok=True)


def _candidates(store: Store, places: Iterable[Path]) -> Iterator[tuple[Path, str, Backup | None]]:
    own = (store.folder / _RECORDS).resolve()
    beside = {store.folder.absolute().parent, backups.usual_root(store.folder)}
    for place in places:
        # Copies on two drives have one name, and each must be told and noted by itself.
        here = "" if place.absolute() in beside else f"{_drive(place)}, "
        with contextlib.suppress(OSError, TroubleError):
            for backup in backups.listed(place):
                yield backup.folder / _RECORDS, f"{here}{place.name}: {backup.folder.name}", backup
            if not place.is_dir():
                continue
            for folder in sorted(place.glob(f"*{_DESK}")):
                records = folder / _RECORDS
                if records.is_file() and records.resolve() != own:
                    yield records, f"{here}{folder.name}", None
    with contextlib.suppress(OSError):
        for path in sorted(store.folder.iterdir()):
            if path.name not in _OURS and ".db" in path.name and path.is_file() and path.stat().st_size:
                yield path, f"In the desk itself: {path.name}", None


def _drive(place: Path) -> str:
    """The folder that a second place was chosen as, or a folder of copies itself."""
    where = place.parent if place.name.rstrip(" 0123456789").endswith(" backups") else place
    return where.name or str(where)


def _state(store: Store, records: Path, pupil_id: str, *, surely_ours: bool) -> CopyState:
    assert store.keys is not None
    try:
        db = connection.connect_copy(records, store.keys)
    except ForeignDeskError:
        return "may_hold" if surely_ours else "without"
    except TroubleError:
        return "may_hold"
    try:
        with connection.telling_troubles():
            if version_of(db) > SCHEMA_VERSION:
                return "may_hold"
            held = db.execute(child_reach.HOLDS, [pupil_id, pupil_id]).fetchone()[0]
            return "holds" if held else "without"
    except Exception:  # noqa: BLE001  whatever is wrong with a copy, it may hold the child
        return "may_hold"
    finally:
        db.close()


def _named(store: Store) -> set[str]:
    return {str(row["name"]) for row in store.query(child_reach.NAMED) if row["name"]}


def _is_called_after(store: Store, records: Path) -> bool:
    stem = store.folder.name.removesuffix(_DESK)
    folder = records.parent
    return folder == store.folder or folder.name.startswith((f"{stem}-backup-", f"{stem} "))


def _unfinished(copy: Copy) -> TroubleError:
    return TroubleError(
        f"{copy.name} is being read by something else, so the child could not be erased in it.",
        "The desk itself is done, and this copy is as it was.",
        "Close what has it open, and erase in the backups again.",
    )
