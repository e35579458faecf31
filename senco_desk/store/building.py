"""A folder is built whole beside its place and then gets its name, so that nothing half-made ever has one.

Desks, backups and copies of either are made so. A stop at any moment leaves the finished folder, or a hidden one that
nothing reads.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from senco_desk.machine.drive import keep_folder
from senco_desk.store.files import new_part, telling_file_troubles

_HELD_ON_WINDOWS = frozenset({5, 32, 33})
"""Access denied, sharing violation, lock violation: a virus scanner or an indexer still reads what was just written."""
_TRIES, _A_MOMENT = 20, 0.1


@dataclass
class Building:
    """A folder in the making. `to` is the name it will get, and may be settled as late as the end of the block."""

    folder: Path
    to: Path


@contextmanager
def folder_beside(to: Path) -> Iterator[Path]:
    """A new hidden folder beside a name, for this account alone; gone again if the block is left by an error."""
    part = new_part(to)
    try:
        with telling_file_troubles(to):
            part.mkdir(mode=0o700)
        yield part
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def built_beside(to: Path) -> Iterator[Building]:
    """A folder to fill; at the end of the block it is flushed and gets its name, and the drive holds both.

    Raises TroubleError where the drive refuses, and leaves nothing then. What lies inside, the block flushes.
    """
    with folder_beside(to) as part:
        building = Building(part, to)
        yield building
        with telling_file_troubles(building.to):
            keep_folder(part)
            move_folder(part, building.to)
            keep_folder(building.to.parent)


def move_folder(folder: Path, to: Path) -> Path:
    """Renames a folder, and waits for a moment where Windows says that somebody still reads in it; answers `to`.

    Raises OSError as the system does. Nothing is flushed.
    """
    for _ in range(_TRIES):
        try:
            return folder.rename(to)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD_ON_WINDOWS:
                raise
            threading.Event().wait(_A_MOMENT)
    return folder.rename(to)
