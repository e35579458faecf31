"""Making, opening and looking after a desk, for the window and the command line."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.school import SchoolDraft
from senco_desk.services.desk import Changes, Desk
from senco_desk.store import connection, desk_state, erasing, health, journal, opening, ways_in
from senco_desk.store.errors import DamagedDeskError, OtherKeysError
from senco_desk.store.gateway import Store
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters, calibrated
from senco_desk.store.keys import Keys
from senco_desk.store.keys_seen import KeysSeen

__all__ = ["FLOOR", "RECOMMENDED", "SUFFIX", "KdfParameters", "Keys", "KeysSeen", "OtherKeysError"]

SUFFIX = opening.SUFFIX
KEYS_SEEN = "keys_seen.json"
"""The file of this account’s settings in which the keys of desks are remembered."""

Day = Callable[[], date]
Clock = Callable[[], datetime]


def create(
    folder: Path,
    passphrase: str,
    school: SchoolDraft,
    *,
    day: Day,
    clock: Clock,
    kdf: KdfParameters | None = None,
    floor: KdfParameters = FLOOR,
) -> tuple[Desk, str]:
    """Make an encrypted desk and answer it open, with the recovery code that is shown once.

    Without `kdf` the cost of a passphrase is measured, so that unlocking takes half a second to a second here.
    Refuses a folder that already holds something and a weak passphrase.
    """
    kdf = kdf or calibrated(time.perf_counter)
    store, code = opening.create_desk(
        folder, passphrase, school, clock=clock, person=school.senco or "SENCO", kdf=kdf, floor=floor
    )
    return Desk(store, day), code


def unlock(folder: Path, secret: str, *, floor: KdfParameters = FLOOR, first: str = "") -> Keys:
    """The keys of a desk, from its passphrase or recovery code; slow by design, and safe in any thread.

    Each way in that is tried costs a key derivation. `first` is the one to try first: `keys.slot_id` of whoever opened
    the desk on this computer last. It is a random id and tells nothing of the school, nor whose it is.
    """
    return opening.unlock(folder, secret, floor=floor, first=first)


def open_with(
    folder: Path,
    keys: Keys,
    *,
    day: Day,
    clock: Clock,
    read_only: bool = False,
    anyway: bool = False,
    older_too: bool = False,
    seen: KeysSeen | None = None,
    other_keys_too: bool = False,
) -> Desk:
    """Open a desk in this thread with keys from `unlock`.

    `anyway` takes over another computer's stale lock; `older_too` opens records older than those last saved here.
    `seen` is what this computer remembers of the keys of desks: where those of this one are others, or the key file is
    older, OtherKeysError is raised before anything is opened for work, unless `other_keys_too`.
    """
    if seen is not None and not (read_only or other_keys_too):
        seen.require(folder, keys)
    store = opening.open_desk(folder, keys, clock=clock, read_only=read_only, anyway=anyway, older_too=older_too)
    desk = Desk(store, day)
    try:
        if desk.may("people") and store.holds_lock:
            ways_in.put_in_order(store)
        if desk.may("erase"):
            erasing.finish_at_opening(store)
        if store.holds_lock:
            desk.seen = seen
            desk.remember_keys()
    except BaseException:
        store.close()  # or its lock would keep everybody out
        raise
    return desk


def undo(desk: Desk) -> Changes:
    """Take back the last change; refused, in words, if something has changed what it touched."""
    return journal.undo(desk.store)


def begun_on(desk: Desk) -> date | None:
    """The day of the desk's first change, as a calendar on the wall here had it; None in one without any."""
    begun = desk_state.begun(desk.store)
    return datetime.fromisoformat(begun).astimezone().date() if begun else None


def last_deed(desk: Desk) -> int:
    """Where in the audit trail the last change or erasure stands, to see whether anything was done since.

    What was only looked at, exported or backed up does not count.
    """
    rows = desk.store.query("select coalesce(max(seq), 0) as seq from trail where change_id <> '' or deed = 'erase'")
    return int(rows[0]["seq"])


@dataclass(frozen=True)
class Verified:
    """What `verify` found; every list is empty on a sound desk."""

    integrity: tuple[str, ...]
    foreign_keys: tuple[str, ...]
    journal: tuple[str, ...]
    attachments_checked: int
    attachments_damaged: tuple[str, ...]
    ways_in: tuple[str, ...] = ()
    """What is wrong with the key file: ways in that nobody owns. It is no damage, and nothing is to be restored."""

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.damaged or self.ways_in)

    @property
    def damaged(self) -> bool:
        """Whether records or attachments are not as they should be."""
        return bool(self.integrity or self.foreign_keys or self.journal or self.attachments_damaged)


def verify(desk: Desk, progress: Progress | None = None) -> Verified:
    """Check the whole desk: every page's seal, references, the journal's ends, every attachment's hash.

    Damage that is in the way of a check is a finding too; the checks that it leaves possible are still made.
    """
    with desk.store.whole() as store:
        return _verified(store, progress or Silent())


def _verified(store: Store, watch: Progress) -> Verified:
    watch.start("Checking the records", 3)
    found = connection.check(store.db)
    integrity = [f"Page {page} is damaged." for page in found.damaged_pages] + list(found.findings)
    watch.step()
    references: list[str] = _unless_damaged(lambda: health.broken_references(store), integrity, [])
    watch.step()
    gaps: list[str] = _unless_damaged(lambda: health.journal_gaps(store), integrity, [])
    watch.step()
    nothing: tuple[int, list[str]] = (0, [])
    checked, damaged = _unless_damaged(lambda: health.damaged_attachments(store, watch), integrity, nothing)
    strangers: list[str] = _unless_damaged(lambda: ways_in.faults(store), integrity, [])
    return Verified(tuple(integrity), tuple(references), tuple(gaps), checked, tuple(damaged), tuple(strangers))


F = TypeVar("F")


def _unless_damaged(check: Callable[[], F], integrity: list[str], otherwise: F) -> F:
    """What a check finds; where damaged records are in its way, that is added to `integrity` once."""
    try:
        with connection.telling_troubles():
            return check()
    except DamagedDeskError:
        if _UNREAD not in integrity:
            integrity.append(_UNREAD)
        return otherwise


_UNREAD = "Part of the records cannot be read, so not everything could be checked."


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made and opened again to see that it holds what it should.

    `verified` is untrue only where attachments are damaged in the desk itself; `damaged` says how many. `files` is
    how many attachments it holds, and `same_drive` whether it would be lost together with the desk’s own drive.
    """

    file: Path
    pupils: int
    verified: bool
    damaged: int = 0
    files: int = 0
    same_drive: bool = False

    @property
    def counted(self) -> str:
        """What it holds, in words: `210 pupils and 40 files`."""
        return (
            f"{self.pupils:,} {'pupil' if self.pupils == 1 else 'pupils'} and"
            f" {self.files:,} {'file' if self.files == 1 else 'files'}"
        )


def back_up(desk: Desk, to: Path, progress: Progress | None = None) -> BackedUp:
    """Copy the desk, encrypted as it is, to a new folder `to` and open the copy to verify it.

    Refuses a target that already holds something. The copy opens with the passphrase of today.
    """
    desk.need("export")
    files = sum(1 for _ in desk.store.blobs.names())
    with desk.store.whole() as store:
        pupils, damaged = health.back_up(store, to, progress or Silent())
    return BackedUp(
        to, pupils, verified=not damaged, damaged=damaged, files=files, same_drive=_same_drive(desk.store.folder, to)
    )


def backup_place(desk: Desk, folder: Path) -> Path:
    """Where a backup made today would stand in a folder: the day in its name, and a number where that is taken."""
    stem = f"{desk.store.folder.name.removesuffix(SUFFIX)}-backup-{desk.today.isoformat()}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{SUFFIX}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def _same_drive(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False
