"""A desk brought back from a backup: built beside, proved, and put in the place of the one there, which is kept.

Two kinds of backup are read: one of those that a desk takes of itself (`backups`), whose attachments lie beside it, and
a whole desk that was copied somewhere, by `backup --to` or by hand. Neither is written to, and neither is the desk of
now until everything that comes back was opened and found whole. A desk comes back over itself, or where none is: never
over another school's.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from senco_desk.domain.backups import Moment, moment_of
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.machine.drive import keep_folder
from senco_desk.store import backup_manifest, backups, connection, lock, marker, swapping, vault, vault_header
from senco_desk.store.backup_manifest import Manifest
from senco_desk.store.backups import FILES, MARGIN, RECORDS, Backup, FaultyCopyError, NoRoomError, Source
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import folder_beside
from senco_desk.store.connection import Database
from senco_desk.store.errors import DamagedDeskError, ForeignDeskError, MissingDeskError, NewerVersionError
from senco_desk.store.files import copy_whole, free_space, telling_file_troubles
from senco_desk.store.kdf import KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.migrations import SCHEMA_VERSION, version_of
from senco_desk.store.opening import SUFFIX, generation_of
from senco_desk.store.rotation import Renewed
from senco_desk.store.tables import Image

_OF_A_BACKUP = re.compile(r" backups( \d+)?$|-backup-\d{4}-\d\d-\d\d.*$")
"""How the names of backups end, of a folder of them and of a copied desk."""


@dataclass(frozen=True)
class Origin:
    """What a desk is brought back from: the folder of its records, and that of its attachments' names and keys.

    `moment` is None for a whole desk that was copied: its folder does not say when.
    """

    folder: Path
    moment: Moment | None

    def blobs(self, keys: Keys) -> Blobs:
        """Where its attachments lie."""
        if self.moment is None:
            return Blobs(self.folder / FILES, keys)
        return backups.files_of(Backup(self.folder, self.moment), keys)


@dataclass(frozen=True)
class Restored:
    """What came back.

    Attributes:
        desk: where the desk is.
        pupils: how many children it holds.
        kept: the desk that was there before; None where there was none.
        missing: attachments that could not be brought back from anywhere, by name.
        keys: the keys of the desk as it is now, those of the backup unless people were kept out.
    """

    desk: Path
    pupils: int
    kept: Path | None
    missing: tuple[str, ...]
    keys: Keys


class OtherDeskError(RefusedError):
    """A backup is not restored over a desk that it is no backup of: two schools' records must not change places.

    Args:
        to: the desk that is there.
        instead: where the backup may be restored as a desk of its own.
        whose: the school of the backup, as far as it is known.
    """

    def __init__(self, to: Path, instead: Path, whose: str = "") -> None:
        self.instead = instead
        super().__init__(
            f"This backup is of another desk{f', of {whose}' if whose else ''}. It is not restored over {to.name};"
            f" nothing was changed. Restore it as a desk of its own, such as {instead}."
        )


def origin_of(path: Path) -> Origin:
    """What a person pointed at: a backup, a folder of backups (the newest of them), or a copied desk.

    Raises MissingDeskError where it is none of them.
    """
    with telling_file_troubles(path):
        found = Backup(path, moment) if (moment := moment_of(path.name)) else None
        if found is None and path.is_dir() and not (path / RECORDS).exists():
            found = next(iter(backups.listed(path)), None)
        folder = path if found is None else found.folder
        if not (folder / RECORDS).is_file() or not vault.exists(folder):
            raise MissingDeskError(path, "backup")
        return Origin(folder, None if found is None else found.moment)


def require_same_desk(origin: Origin, keys: Keys, to: Path, whose: str = "") -> None:
    """Raises OtherDeskError where the desk at `to` is surely another one than the backup's.

    A desk is known by its key file and, where that was lost or mixed up, by its records. Where neither can be read,
    nobody can tell, and the desk that is there is kept in any case.
    """
    copies = vault_header.read_copies(to, keys.floor)
    vaults = {copy.vault for copy in copies if isinstance(copy, vault_header.Header)}
    if not vaults or keys.vault_id in vaults or _begins_with(to / RECORDS, keys.database_salt):
        return
    stem = stem_of(origin.folder, whole=origin.moment is None)
    raise OtherDeskError(to, swapping.free_name(to.absolute().parent, stem, SUFFIX), whose)


def stem_of(folder: Path, *, whole: bool) -> str:
    """What the desk of a backup was called, going by its folder's name; `whole` says that it is a copied desk."""
    root = folder if whole else folder.parent
    return _OF_A_BACKUP.sub("", root.name.removesuffix(SUFFIX)) or "school"


def unlock(origin: Origin, secret: str, floor: KdfParameters) -> Keys:
    """The keys of a backup, from a passphrase or the recovery code of its day. Slow by design."""
    return vault.unlock(origin.folder, secret, floor)


def reading_backup(origin: Origin, keys: Keys) -> Database:
    """Opens a backup's records for reading. Refuses (NewerVersionError) one of a newer program. Close it when done."""
    log = origin.folder / f"{RECORDS}-wal"
    with telling_file_troubles(log):
        was_opened = log.exists() and log.stat().st_size > 0
    opened = connection.connect_unwritable if was_opened else connection.connect_copy
    with _as_a_backup(origin):
        return _fit(opened(origin.folder / RECORDS, keys))


def reading_desk(desk: Path, keys: Keys) -> Database:
    """Opens the records of the desk that is there, for reading, as far as they go; nothing is touched."""
    path = desk / RECORDS
    weighed = marker.weigh(path, keys, generation_of, writable=False)
    return _fit((connection.connect_copy if weighed.stale else connection.connect_unwritable)(path, keys))


def rows(db: Database, sql: str, values: Sequence[object] = ()) -> list[Image]:
    """The rows of a question to either."""
    with connection.telling_troubles():
        return list(db.query(sql, list(values)))


def restore(
    origin: Origin,
    keys: Keys,
    to: Path,
    *,
    day: str,
    clock: Callable[[], datetime],
    progress: Progress,
    anyway: bool = False,
    prepare: Callable[[Path], tuple[int, Collection[str]]] | None = None,
    renew: Callable[[Path], Renewed] | None = None,
) -> Restored:
    """Brings a backup back as the desk `to`; a desk that is there is kept beside it, with `day` in its name.

    `prepare` is given the complete desk that was built, not yet in force, and may write in it; it answers how many
    children that holds then, and the attachments it names. `renew` is given it next, and writes it anew under other
    keys.

    Stopped at any moment, the old desk or the new one is there, whole, under its name (at the very worst once it is
    opened: `swapping`). Raises DeskLockedError where somebody has the desk open, NoRoomError before anything is
    written, and TroubleError where the backup turns out to be damaged; the old desk is then as it was. `anyway` goes
    on where another computer left the desk locked.
    """
    to = to.absolute()
    _require_target(to, origin)
    swapping.finish(to)
    require_same_desk(origin, keys, to)
    with telling_file_troubles(to):
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = backup_manifest.read(origin.folder, keys) if origin.moment is not None else None
    names = list(manifest.files if manifest is not None else origin.blobs(keys).names())
    reading_backup(origin, keys).close()  # a newer one is refused before anything is written
    _require_room(origin, origin.blobs(keys), names, to)
    with folder_beside(to) as part, ExitStack() as alone:
        with ExitStack() as held:
            if to.exists():
                owner = lock.Owner(who="a restore", where=platform.node(), pid=os.getpid(), since=clock())
                held.enter_context(lock.take(to, owner, anyway=anyway))
            pupils, missing = _build(origin, keys, part, to, manifest, names, progress)
            if prepare is not None:
                pupils, named = prepare(part)
                missing = tuple(name for name in missing if name in named)
            built = part
            if renew is not None:
                fresh = renew(part)
                built, keys = fresh.folder, fresh.keys
                alone.callback(shutil.rmtree, built, ignore_errors=True)  # unless it is in force by then
                shutil.rmtree(part, ignore_errors=True)
            # The lock goes, because Windows renames no folder in which a file is open; nobody else may take it then.
            alone.enter_context(swapping.alone(to))
        aside = swapping.free_name(to.parent, f"{to.name.removesuffix(SUFFIX)} before restore {day}", SUFFIX)
        was_there = to.exists()
        swapping.swap(built, to, aside if was_there else None)
    return Restored(to, pupils, aside if was_there else None, missing, keys)


def _build(
    origin: Origin,
    keys: Keys,
    part: Path,
    to: Path,
    manifest: Manifest | None,
    names: Sequence[str],
    progress: Progress,
) -> tuple[int, tuple[str, ...]]:
    """Makes the new desk, proves it, and answers its pupils and the attachments that came from nowhere."""
    here = origin.blobs(keys)
    progress.start("Bringing the records back", len(names) + 2)
    with telling_file_troubles(to):
        (part / FILES).mkdir(mode=0o700)
        log = origin.folder / f"{RECORDS}-wal"
        if log.exists() and log.stat().st_size > 0:  # a copy that was opened, and not closed in the usual way
            backups.copy_records(Source(origin.folder, keys), part / RECORDS, place=to)
        else:
            copy_whole(origin.folder / RECORDS, part / RECORDS)
        progress.step()
        vault_header.copy_both(origin.folder, part)
        missing = []
        for name in names:
            if not any(_copied(blobs, part / FILES, name, keys) for blobs in (here, Blobs(to / FILES, keys))):
                missing.append(name)
            progress.step()
        with _as_a_backup(origin):
            _generation, counts = backups.checked(part / RECORDS, keys)
        if manifest is not None and counts != dict(manifest.counts):
            raise backup_manifest.UnreadableBackupError(origin.folder)
        marker.of_copy(part, keys)
        keep_folder(part / FILES)
        keep_folder(part)
    progress.step()
    return counts.get("pupil", 0), tuple(missing)


def _copied(here: Blobs, folder: Path, name: str, keys: Keys) -> bool:
    """Copies an attachment where it is there and sound; the copy is read to know."""
    if here.kept_on(name) is None:
        return False
    copy_whole(here.folder / name, folder / name)
    if Blobs(folder, keys).check(name) == "ok":
        return True
    (folder / name).unlink()
    return False


def _begins_with(path: Path, salt: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(salt)) == salt
    except OSError:
        return False


def _require_target(to: Path, origin: Origin) -> None:
    if to.suffix != SUFFIX:
        raise RefusedError(f"A desk’s name ends in {SUFFIX}, such as riverbank{SUFFIX}. Choose such a name.")
    with telling_file_troubles(to):
        if to.resolve() == origin.folder.resolve():
            raise RefusedError("This backup is that desk itself. Open it, or choose another name for the desk.")
        a_desk = not to.exists() or (to / RECORDS).exists() or vault.exists(to) or (to / FILES).is_dir()
        if not a_desk and (not to.is_dir() or any(to.iterdir())):
            raise RefusedError(f"{to.name} is there already and is no desk. Choose another name.")


def _require_room(origin: Origin, here: Blobs, names: list[str], to: Path) -> None:
    with telling_file_troubles(to):
        needed = (origin.folder / RECORDS).stat().st_size + MARGIN
        needed += sum((here.folder / name).stat().st_size for name in names if here.kept_on(name) is not None)
        free = free_space(to.parent)
    if free < needed:
        raise NoRoomError(to.parent, needed, free)


@contextmanager
def _as_a_backup(origin: Origin) -> Iterator[None]:
    """Damage that is found within is the backup's: the words for a desk would send people to their backups."""
    try:
        yield
    except (DamagedDeskError, ForeignDeskError, FaultyCopyError) as error:
        raise backup_manifest.UnreadableBackupError(origin.folder) from error


def _fit(db: Database) -> Database:
    try:
        with connection.telling_troubles():
            if version_of(db) > SCHEMA_VERSION:
                raise NewerVersionError("This backup")
    except TroubleError:
        db.close()
        raise
    return db
