"""What a person is told of a desk before it is opened, or of a folder before a desk is made in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.store import copies, desk_kinds, looking
from senco_desk.store.copies import CopySeen
from senco_desk.store.desk_kinds import OldCopy
from senco_desk.store.errors import DamagedDeskError
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.looking import Finding, Findings
from senco_desk.store.opening import RECORDS, SUFFIX

__all__ = ["CopySeen", "Finding", "Findings", "OldCopy"]


def look(folder: Path, keys: Keys | None = None, *, floor: KdfParameters = FLOOR) -> Findings:
    """Everything to know of a desk, the gravest first; with keys, of its records too. Changes nothing."""
    return looking.look(folder, keys=keys, floor=floor)


def look_at_place(folder: Path) -> tuple[Finding, ...]:
    """Whether a folder lies on a network drive or is copied by a cloud program; empty if neither."""
    return looking.look_at_place(folder)


def old_copy(folder: Path) -> OldCopy | None:
    """What a folder is that is no desk to work in: a backup, or what a restore kept aside; None for a desk."""
    return desk_kinds.old_copy(folder)


def twins(folder: Path, others: Iterable[Path], *, floor: KdfParameters = FLOOR) -> tuple[Path, ...]:
    """Those of the other folders in which the same desk lies, under another name or in another place."""
    return desk_kinds.twins(folder, others, floor)


def finding_of(error: Exception) -> Finding | None:
    """The finding that a trouble met on opening amounts to; None for anything that is not about the desk's state."""
    if not isinstance(error, TroubleError):
        return None
    found = looking.of_trouble(error)
    return None if found.id == "unreadable" else found


def damage() -> Finding:
    """The finding of a desk that opened, and in which damage was found afterwards."""
    return looking.of_trouble(DamagedDeskError())


def use_key_file(folder: Path, backup: Path, keys: Keys) -> None:
    """Puts a backup's key file in place of a damaged or missing one, which is kept aside; `keys` are from the backup.

    Refused, in words, where it does not belong to the records of this desk.
    """
    copies.take_key_file(folder, backup, keys)


def compare_copies(folder: Path, keys: Keys) -> tuple[CopySeen, ...]:
    """The desk's own records first, then the copies a sync program made of them, each as far as it goes. Reads only."""
    return copies.compare(folder, keys)


def keep_copy(
    folder: Path, records: Path, to: Path, progress: Progress | None = None, *, keys: Keys | None = None
) -> Path:
    """Makes a desk of its own of one of the copies that `compare_copies` told of; nothing of `folder` changes."""
    copies.make_desk(folder, records, to, progress, keys=keys)
    return to


def copy_desk(folder: Path, to: Path, progress: Progress | None = None) -> Path:
    """Copies a closed desk whole to another place, such as this computer's own drive; the one copied stays."""
    copies.make_desk(folder, folder / RECORDS, to, progress)
    return to


def free_name(folder: Path, into: Path, what: str, day: date) -> Path:
    """A name for a desk made of another: `riverbank salvaged 2026-11-22.sencodesk`, numbered where that is taken."""
    stem = f"{folder.name.removesuffix(SUFFIX)} {what} {day.isoformat()}"
    names = (f"{stem}{'' if number == 1 else f' {number}'}{SUFFIX}" for number in count(1))
    return next(path for name in names if not (path := into / name).exists())
