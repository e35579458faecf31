"""The backups that a desk takes of itself, in one folder: a small folder for each, and the attachments once for all.

    riverbank backups/
        2026-11-22T16-30-05 close/      desk.db, vault.json twice, backup.json (sealed: counts, attachments needed)
        files/<keys>/<name>             every attachment that any of them needs, copied once and never again

A backup gets its name only after it was opened with the desk's keys and compared; so one that has a name was good. Its
records are copied by SQLite itself, through a connection of their own: it may run in any thread, beside the work.
`<keys>` differs where the desk's keys were changed: attachments are then sealed anew, and old backups need the old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from senco_desk.domain.backups import Moment, Why, moment_of
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine.drive import keep_folder
from senco_desk.store import backup_manifest, connection, vault_header
from senco_desk.store.backup_manifest import Manifest
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import built_beside, move_folder
from senco_desk.store.connection import Database
from senco_desk.store.errors import DamagedHeaderError, DiskFullError, ForeignDeskError, MissingDeskError
from senco_desk.store.files import copy_whole, free_space, new_part, telling_file_troubles
from senco_desk.store.keys import Keys
from senco_desk.store.nouns import TABLES

RECORDS = "desk.db"
FILES = "files"
_ENDING = " backups"
_DESK = ".sencodesk"
MARGIN = 16 * 1024 * 1024
"""Bytes that stay free on a drive of backups, for the file system's own needs."""
_COUNTED = (*TABLES, "journal_change", "journal_row")
_TRIES = 3


@dataclass(frozen=True)
class Backup:
    """One backup: its folder, and when and why it was taken."""

    folder: Path
    moment: Moment

    @property
    def root(self) -> Path:
        """The folder of all backups that it stands in."""
        return self.folder.parent


@dataclass(frozen=True)
class Source:
    """What is backed up: a desk's folder and keys. Nothing of an open desk is used, so any thread may."""

    folder: Path
    keys: Keys


class NoRoomError(DiskFullError):
    """The drive of the backups has too little room for one more; said before anything is written."""

    def __init__(self, place: Path, needed: int, free: int) -> None:
        TroubleError.__init__(
            self,
            f"The drive is too full for a backup in {place}: it needs about {needed // 1_000_000 + 1:,} MB, and"
            f" {free // 1_000_000:,} MB are free.",
            "Your records and the earlier backups are as they were.",
            "Free some space there, or choose another place for backups under Settings, Safety.",
        )
        self.place = place


class FaultyCopyError(TroubleError):
    """A copy does not hold what went in."""

    def __init__(self) -> None:
        super().__init__(
            "The backup was made, but what came out is not what went in.",
            "Your records are safe; the faulty backup was removed.",
            "Try another drive: this one may be failing.",
        )


class RenewedKeysError(TroubleError):
    """The desk was given new keys while a backup of it was being made: its records and its key file do not fit."""

    def __init__(self) -> None:
        super().__init__(
            "This desk was given new keys while a backup was being made, because somebody was removed from it.",
            "Your records and the earlier backups are as they were; nothing of this backup was kept.",
            "Make the backup once more.",
        )


def usual_root(desk: Path) -> Path:
    """Where a desk's backups are kept unless a person chose another place: beside it."""
    return desk.absolute().with_name(desk.name.removesuffix(_DESK) + _ENDING)


def listed(root: Path) -> tuple[Backup, ...]:
    """Every backup in a folder, the newest first; empty where the folder is not there. Needs no keys."""
    with telling_file_troubles(root):
        if not root.is_dir():
            return ()
        found = [Backup(path, moment) for path in root.iterdir() if (moment := moment_of(path.name))]
        return tuple(sorted((one for one in found if one.folder.is_dir()), key=lambda one: one.moment, reverse=True))


def manifest_of(backup: Backup, keys: Keys) -> Manifest:
    """What a backup holds. Raises UnreadableBackupError where it is damaged or of other keys."""
    return backup_manifest.read(backup.folder, keys)


def files_of(backup: Backup, keys: Keys) -> Blobs:
    """The attachments that the backups under these keys share."""
    return Blobs(backup.root / FILES / backup_manifest.tag_of(keys), keys)


def take(
    source: Source, root: Path, why: Why, *, clock: Callable[[], datetime], progress: Progress | None = None
) -> Backup:
    """Takes a backup into a folder, made if need be, and answers it once it was opened again and found whole.

    Raises NoRoomError before anything is written where the room will not do; DiskFullError, NotAllowedError and
    DiskFaultError where the drive ends it. Nothing of it is left then, but for whole attachments.
    """
    watch = progress or Silent()
    with telling_file_troubles(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    store_of_files = Blobs(root / FILES / backup_manifest.tag_of(source.keys), source.keys)
    _require_room(source, root, store_of_files)
    with built_beside(root / "backup") as made:
        part = made.folder
        watch.start("Backing up the records", 3)
        copy_key_file(source, part)  # before the records: they are of these keys, or copying them ends in words
        watch.step()
        counts = copy_records(source, part / RECORDS, place=root)
        watch.step()
        files, damaged = _copy_files(source, store_of_files, watch)
        manifest = manifest_for(part, source.keys, counts, files, damaged)
        backup_manifest.write(part, manifest, source.keys)
        require_way_in(source.folder, source.keys)  # else what was copied last is of other keys
        backup = _named(root, clock(), why)
        made.to = backup.folder
    _copy_missing(source, store_of_files, manifest.files)  # another program may have swept meanwhile
    return backup


def copy_records(source: Source, to: Path, *, place: Path) -> dict[str, int]:
    """Copies a desk's records to a new file, opens the copy, compares it, and answers the rows of each table.

    `place` is what a full drive is said of: the folder that a person knows.
    """
    try:
        db = connection.connect(source.folder / RECORDS, source.keys, read_only=True)
    except ForeignDeskError:
        require_way_in(source.folder, source.keys)  # says so where the desk was given new keys
        raise
    try:
        return copy_from(db, to, source.keys, place=place)
    finally:
        db.close()


def copy_key_file(source: Source, to: Path) -> None:
    """Copies a desk's key file into a folder, and sees that it opens what these keys open."""
    with telling_file_troubles(to):
        vault_header.copy_both(source.folder, to)
    require_way_in(to, source.keys)


def require_way_in(folder: Path, keys: Keys) -> None:
    """Raises a TroubleError unless the key file in a folder is that of these keys: nobody could open it otherwise."""
    copies = vault_header.read_copies(folder, keys.floor)
    headers = [copy for copy in copies if isinstance(copy, vault_header.Header)]
    if any(header.vault == keys.vault_id and header.is_genuine(keys.header) for header in headers):
        return
    if all(copy is vault_header.Unreadable.MISSING for copy in copies):
        raise MissingDeskError(folder, "key file")
    raise RenewedKeysError if headers else DamagedHeaderError


def copy_from(db: Database, to: Path, keys: Keys, *, place: Path) -> dict[str, int]:
    """The same from an open database, in whose thread it runs.

    A change saved while it copies does not make it faulty: the counts are taken before and after, each with the number
    of saved changes they belong to, and those of the copy's own number are compared.
    """
    for last_try in (False,) * (_TRIES - 1) + (True,):
        with connection.telling_troubles():
            before = _counted(db)
            try:
                connection.copy_into(db, to)
            except Exception as error:
                if isinstance(connection.as_trouble(error), DiskFullError):
                    raise DiskFullError(place) from error  # the backup's drive, not the desk's
                raise
            after = _counted(db)
        copied = checked(to, keys)
        expected = {before[0]: before[1], after[0]: after[1]}.get(copied[0])
        if expected == copied[1] or (expected is None and last_try):
            return copied[1]
        if expected is not None:
            break
        with telling_file_troubles(to):
            to.unlink()
    raise FaultyCopyError


def state_of(source: Source) -> tuple[str, str]:
    """The last change of a desk and its key file's hash: where both are a backup's, that backup is of today's state."""
    db = connection.connect(source.folder / RECORDS, source.keys, read_only=True)
    try:
        with connection.telling_troubles():
            newest = str(db.execute("select coalesce(max(id), '') from journal_change").fetchone()[0])
    finally:
        db.close()
    return newest, vault_header.hash_of(source.folder)


def holds(backup: Backup, source: Source) -> bool:
    """Whether a backup is readable and of just the state the desk is in."""
    try:
        manifest = manifest_of(backup, source.keys)
    except TroubleError:
        return False
    return (manifest.newest, manifest.vault) == state_of(source) and (backup.folder / RECORDS).is_file()


def called(backup: Backup, why: Why) -> Backup:
    """The same backup under another reason, so that it is kept as long as that reason wants."""
    moment = Moment(backup.moment.at, backup.moment.number, why)
    with telling_file_troubles(backup.folder):
        folder = move_folder(backup.folder, backup.root / moment.name)
        keep_folder(backup.root)
    return Backup(folder, moment)


def manifest_for(
    folder: Path, keys: Keys, counts: dict[str, int], files: Iterable[str], damaged: Iterable[str]
) -> Manifest:
    """What the records in a folder are, with their counts and the attachments they need."""
    db = connection.connect_copy(folder / RECORDS, keys)
    try:
        newest = str(db.execute("select coalesce(max(id), '') from journal_change").fetchone()[0])
        schema = int(db.execute("pragma user_version").fetchone()[0])
        generation = _generation(db)
    finally:
        db.close()
    vault = vault_header.hash_of(folder)
    return Manifest(generation, newest, vault, schema, counts, tuple(sorted(files)), tuple(sorted(damaged)))


def checked(path: Path, keys: Keys) -> tuple[int, dict[str, int]]:
    """The number of saved changes and the rows of each table in a copy whose every page was proved."""
    db = connection.connect_copy(path, keys)
    try:
        with connection.telling_troubles():
            if not connection.check(db).is_sound:
                raise FaultyCopyError
            return _counted(db)
    finally:
        db.close()


def copy_file(here: Blobs, there: Blobs, name: str) -> bool:
    """Copies one attachment and reads the copy; False where it is damaged in its first place already."""
    with telling_file_troubles(there.folder):
        for folder in (there.folder.parent, there.folder):  # one by one: the mode holds for the last one made alone
            folder.mkdir(mode=0o700, exist_ok=True)
        part = new_part(there.folder / name)
        try:
            copy_whole(here.folder / name, part)
            part.replace(there.folder / name)
            keep_folder(there.folder)
        finally:
            part.unlink(missing_ok=True)
        if there.check(name) == "ok":
            return True
        (there.folder / name).unlink(missing_ok=True)
    if here.check(name) == "ok":
        raise FaultyCopyError
    return False


def is_writable(folder: Path) -> bool:
    """Whether something can be written into a folder that is there; tried, since the system only guesses."""
    probe = new_part(folder / "probe")
    try:
        probe.mkdir()
        probe.rmdir()
    except OSError:
        return False
    return True


def _require_room(source: Source, root: Path, there: Blobs) -> None:
    with telling_file_troubles(source.folder):
        log = source.folder / f"{RECORDS}-wal"
        needed = (source.folder / RECORDS).stat().st_size + (log.stat().st_size if log.exists() else 0)
        have, desk = frozenset(there.names()), source.folder / FILES
        needed += sum((desk / name).stat().st_size for name in Blobs(desk, source.keys).names() if name not in have)
    free = free_space(root)
    if free < needed + MARGIN:
        raise NoRoomError(root, needed + MARGIN, free)


def _copy_files(source: Source, there: Blobs, watch: Progress) -> tuple[list[str], list[str]]:
    """The names of the attachments that are in the backups' folder now, and of those damaged in the desk itself."""
    here = Blobs(source.folder / FILES, source.keys)
    names, have = list(here.names()), frozenset(there.names())
    new = [name for name in names if name not in have]
    watch.start("Backing up the attachments", len(new))
    damaged = []
    for name in new:
        if not copy_file(here, there, name):
            damaged.append(name)
        watch.step()
    return [name for name in names if name not in set(damaged)], damaged


def _copy_missing(source: Source, there: Blobs, names: Iterable[str]) -> None:
    have = frozenset(there.names())
    for name in names:
        if name not in have:
            copy_file(Blobs(source.folder / FILES, source.keys), there, name)


def _counted(db: Database) -> tuple[int, dict[str, int]]:
    """Both in one reading, so that they belong together. A desk of an earlier schema lacks some of the tables."""
    db.execute("begin")
    try:
        there = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'").fetchall()}
        names = [name for name in _COUNTED if name in there]
        counts = {name: int(db.execute(f'select count(*) from "{name}"').fetchone()[0]) for name in names}  # noqa: S608
        return _generation(db), counts
    finally:
        db.execute("rollback")


def _generation(db: Database) -> int:
    row = db.execute("select value from desk_state where key = 'generation'").fetchone()
    return int(row[0]) if row else 0


def _named(root: Path, at: datetime, why: Why) -> Backup:
    """The name of a finished backup; two of one second are told apart by a number."""
    whole = at.astimezone(UTC).replace(microsecond=0)
    number = 1 + max((one.moment.number for one in listed(root) if one.moment.at == whole), default=0)
    moment = Moment(whole, number, why)
    return Backup(root / moment.name, moment)
