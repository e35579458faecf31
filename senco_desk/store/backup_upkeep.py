"""Which backups stay, what goes with the others, and a second place that is given what the first one has."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from senco_desk.domain.backups import kept
from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine.drive import keep_folder
from senco_desk.store import backup_manifest, connection, vault_header
from senco_desk.store.backup_manifest import Manifest
from senco_desk.store.backups import (
    FILES,
    MARGIN,
    RECORDS,
    Backup,
    FaultyCopyError,
    NoRoomError,
    checked,
    copy_file,
    files_of,
    listed,
    manifest_for,
    manifest_of,
)
from senco_desk.store.blobs import Blobs
from senco_desk.store.building import built_beside, move_folder
from senco_desk.store.files import copy_whole, free_space, new_part, telling_file_troubles
from senco_desk.store.keys import Keys


def thin(
    root: Path, keys: Keys, now: datetime, *, grace: timedelta = timedelta(days=1), spare: Backup | None = None
) -> tuple[Backup, ...]:
    """Removes the backups that are not kept any longer, then attachments that none needs; answers what was removed.

    An attachment is left for a day after it was copied: a backup that is being taken may need it. `spare` stays: the
    backup that was just taken is the newest, also where a computer's clock has lost its time.
    """
    every = listed(root)
    wanted = kept((one.moment for one in every), lambda at: at.astimezone().date())
    gone = tuple(one for one in every if one.moment not in wanted and one != spare)
    for one in gone:
        remove(one)
    sweep(root, keys, before=now - grace)
    return gone


def remove(backup: Backup) -> None:
    """Removes one backup for good; its attachments go with the next sweep. It loses its name first."""
    with telling_file_troubles(backup.folder):
        part = move_folder(backup.folder, new_part(backup.folder))
        keep_folder(backup.root)
        shutil.rmtree(part)


def sweep(root: Path, keys: Keys, *, before: datetime) -> int:
    """Removes attachments copied before a moment that no backup needs, and says how many; also unfinished leftovers.

    Where a backup under these keys cannot be read, its needs are unknown, and nothing of them is removed. Attachments
    of earlier keys go once no backup of those keys is left.
    """
    every = listed(root)
    removed = 0
    with telling_file_troubles(root):
        for left in root.glob(".*.part"):
            if left.is_dir() and _age(left) < before:
                shutil.rmtree(left, ignore_errors=True)
        tags = {backup_manifest.tag_in(one.folder) for one in every}
        if "" in tags or not (root / FILES).is_dir():
            return 0
        for folder in (root / FILES).iterdir():
            if folder.name not in tags and folder.is_dir():
                removed += _removed(folder, (path for path in folder.iterdir()), before)
    own = backup_manifest.tag_of(keys)
    if own in tags:
        try:
            needed = {n for one in every if backup_manifest.tag_in(one.folder) == own
                      for n in manifest_of(one, keys).files}  # fmt: skip
        except TroubleError:
            return removed
        folder = root / FILES / own
        with telling_file_troubles(root):
            if folder.is_dir():
                removed += _removed(folder, (path for path in folder.iterdir() if path.name not in needed), before)
    return removed


def reseal(backup: Backup, keys: Keys) -> Manifest:
    """Counts a backup's records anew and seals what it holds, after rows were erased in it; answers the manifest.

    Of the attachments it needed, it needs from now on those that its records or their journal still name.
    """
    old = manifest_of(backup, keys)
    _generation, counts = checked(backup.folder / RECORDS, keys)
    db = connection.connect_copy(backup.folder / RECORDS, keys)
    try:
        named = {str(row[0]) for row in db.execute(_NAMED_FILES).fetchall() if row[0]}
    finally:
        db.close()
    files = tuple(name for name in old.files if name in named)
    made = manifest_for(backup.folder, keys, counts, files, tuple(n for n in old.damaged if n in named))
    backup_manifest.write(backup.folder, made, keys)
    return made


def mirror(root: Path, to: Path, keys: Keys, progress: Progress | None = None) -> int:
    """Copies the backups under these keys that a second place does not have yet, and answers how many.

    Each is read back there and opened before it gets its name. The folder that `to` stands in must be there: a stick
    that is not plugged in must not become a folder of that name on this computer.
    """
    watch = progress or Silent()
    with telling_file_troubles(to):
        to.mkdir(mode=0o700, exist_ok=True)
    there = {one.folder.name for one in listed(to)}
    own = backup_manifest.tag_of(keys)
    missing = [
        one for one in reversed(listed(root))
        if one.folder.name not in there and backup_manifest.tag_in(one.folder) == own
    ]  # fmt: skip
    watch.start("Copying to the second place", len(missing))
    for one in missing:
        _copy_backup(one, to, keys)
        watch.step()
    return len(missing)


_NAMED_FILES = """
    select blob from document
    union select json_extract(before, '$.blob') from journal_row where noun = 'document'
    union select json_extract(after, '$.blob') from journal_row where noun = 'document'
"""


def _copy_backup(one: Backup, to: Path, keys: Keys) -> None:
    manifest = manifest_of(one, keys)
    here, there = files_of(one, keys), Blobs(to / FILES / backup_manifest.tag_of(keys), keys)
    have = frozenset(there.names())
    needed = sum((here.folder / n).stat().st_size for n in manifest.files if n not in have and here.kept_on(n))
    needed += (one.folder / RECORDS).stat().st_size + MARGIN
    if (free := free_space(to)) < needed:
        raise NoRoomError(to, needed, free)
    for name in manifest.files:
        if name not in have and here.kept_on(name) is not None:
            copy_file(here, there, name)
    with built_beside(to / one.folder.name) as made, telling_file_troubles(to):
        vault_header.copy_both(one.folder, made.folder)
        for name in (RECORDS, backup_manifest.FILE):
            copy_whole(one.folder / name, made.folder / name)
        _generation, counts = checked(made.folder / RECORDS, keys)
        if counts != dict(manifest.counts):
            raise FaultyCopyError


def _removed(folder: Path, paths: Iterable[Path], before: datetime) -> int:
    old = [path for path in paths if _age(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()  # only where nothing is left in it
    return len(old)


def _age(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
