"""Is a folder the desk itself, a backup of it, or what a restore kept aside? Told from names, before any key is known.

An old copy opens like the desk it was made of, and looks like it. Whoever works in one by mistake finds the day's work
missing in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from senco_desk.domain.backups import moment_of
from senco_desk.domain.problems import TroubleError
from senco_desk.store import backup_manifest, backups, vault
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.opening import SUFFIX

_BY_HAND = re.compile(r"-backup-(\d{4}-\d\d-\d\d)(-\d+)?$")
_BEFORE_RESTORE = re.compile(r" before restore (\d{4}-\d\d-\d\d)( \d+)?$")
_OF_BACKUPS = re.compile(r" backups( \d+)?$")


@dataclass(frozen=True)
class OldCopy:
    """What a folder is, if it is not the desk itself: a backup, or the desk as it was before a restore; and of when."""

    kind: Literal["backup", "before restore"]
    on: date | None


def old_copy(folder: Path) -> OldCopy | None:
    """What a desk's folder is by its name, by what lies beside its records, and by the folder it is in; None for a
    desk to work in.
    """
    stem = folder.name.removesuffix(SUFFIX)
    if (moment := moment_of(folder.name)) is not None:
        return OldCopy("backup", moment.at.astimezone().date())
    if found := _BEFORE_RESTORE.search(stem):
        return OldCopy("before restore", _day(found[1]))
    if found := _BY_HAND.search(stem):
        return OldCopy("backup", _day(found[1]))
    try:
        among = bool(_OF_BACKUPS.search(folder.absolute().parent.name) and backups.listed(folder.absolute().parent))
        if among or (folder / backup_manifest.FILE).is_file():
            return OldCopy("backup", None)
    except (TroubleError, OSError):
        pass  # a drive that refuses is told of elsewhere
    return None


def twins(folder: Path, others: Iterable[Path], floor: KdfParameters = FLOOR) -> tuple[Path, ...]:
    """Those of the other folders in which the same desk lies, under another name or in another place."""
    own = _vault_in(folder, floor)
    here = folder.absolute()
    return tuple(each for each in others if own and each.absolute() != here and _vault_in(each, floor) == own)


def _vault_in(folder: Path, floor: KdfParameters) -> str:
    try:
        known = vault.known_slots(folder, floor)
    except (TroubleError, OSError):
        return ""
    return known.vault if known is not None else ""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
