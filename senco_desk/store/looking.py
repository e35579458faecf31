"""What can be known of a desk before it is opened, as data with words: the open protocol, one step a finding.

Looking changes nothing on the drive. Without keys it sees the place, the lock and what lies in the folder; with keys it
also sees how far the records go, beside how far they had got. `opening.open_desk` acts on the same facts by itself:
it sets stale logs aside, takes over what a dead program left, and raises what must not pass silently.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.terms import in_words
from senco_desk.store import connection, desk_kinds, lock, marker, vault_header
from senco_desk.store.errors import (
    DamagedDeskError,
    DamagedHeaderError,
    DeskLockedError,
    ForeignDeskError,
    MissingDeskError,
    NewerVersionError,
    OlderCopyError,
    OtherKeysError,
    ReadOnlyPlaceError,
)
from senco_desk.store.files import as_file_trouble, free_space
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.lock import Holding, Owner
from senco_desk.store.opening import RECORDS, generation_of, require_fit
from senco_desk.store.places import Place, place_of
from senco_desk.store.vault_header import Header, Unreadable

Weight = Literal["stop", "ask", "tell"]
"""It cannot be opened so · a person may go on knowing it · good to know, nothing to decide."""

SCARCE = 500_000_000
"""Bytes free on the drive under which the person is told (our habit: a year's attachments of a large school)."""


@dataclass(frozen=True)
class Finding:
    """One thing found: what happened, what is safe, what to do. `id` is stable, for code and tests."""

    id: str
    weight: Weight
    happened: str
    safe: str
    do: str

    @property
    def sentence(self) -> str:
        """All three as one text."""
        return f"{self.happened} {self.safe} {self.do}"


@dataclass(frozen=True)
class Findings:
    """All that was found of a desk, the gravest first.

    Attributes:
        found: the findings.
        place: what kind of place the folder is.
        owner: who has, or had, the desk open, and whether that still holds.
        conflict_copies: copies of the records that a sync program made under other names.
        set_aside: stale logs that an earlier opening put aside.
    """

    found: tuple[Finding, ...]
    place: Place
    owner: tuple[Owner, Holding] | None = None
    conflict_copies: tuple[Path, ...] = ()
    set_aside: tuple[Path, ...] = ()

    @property
    def can_write(self) -> bool:
        """Whether nothing stands in the way of opening it for work."""
        return not any(each.weight == "stop" for each in self.found)

    def has(self, finding: str) -> bool:
        """Whether a finding of this id is among them."""
        return any(each.id == finding for each in self.found)


def look(folder: Path, *, keys: Keys | None = None, here: str = "", floor: KdfParameters = FLOOR) -> Findings:
    """What is found of a desk, without changing anything.

    Ids: `missing`, `key_file_missing`, `key_file_damaged`, `newer`, `network`, `cloud`, `read_only`, `open`,
    `elsewhere`, `left_behind`, `conflict_copies`, `set_aside`, `little_room`, `old_copy`; with keys also `older_copy`,
    `stale_log`, `not_closed`, `unmarked`, `first_page_damaged`, `damaged`, `foreign`; and `unreadable` for a drive
    that refuses even to be looked at.

    Args:
        folder: the desk's folder.
        keys: from `opening.unlock`, to look into the records too.
        here: this computer's name; the real one if empty.
        floor: the least cost of a key slot that counts as sound.
    """
    try:
        return _look(folder, keys, here or platform.node(), floor)
    except (TroubleError, OSError) as error:  # the stick was pulled out, or the folder belongs to somebody else
        trouble = error if isinstance(error, TroubleError) else as_file_trouble(error, folder)
        return Findings((of_trouble(trouble),), Place())


def look_at_place(folder: Path) -> tuple[Finding, ...]:
    """What a person should know of a folder before a new desk is made in it: `network`, `cloud`."""
    return tuple(_of_place(folder, place_of(folder)))


def of_trouble(trouble: TroubleError) -> Finding:
    """The finding that a trouble met while opening amounts to; `unreadable` where it is none of the known states."""
    match trouble:
        case DeskLockedError():
            return _of(trouble, "elsewhere", "ask") if trouble.elsewhere else _of(trouble, "open", "stop")
        case OlderCopyError():
            return _of(trouble, "older_copy", "ask")
        case OtherKeysError():
            return _of(trouble, "other_keys", "ask")
        case DamagedDeskError():
            return _of(trouble, "first_page_damaged" if trouble.first_page else "damaged", "stop")
    return _of(
        trouble, next((name for kind, name in _STOPS.items() if isinstance(trouble, kind)), "unreadable"), "stop"
    )


_STOPS: dict[type[TroubleError], str] = {
    MissingDeskError: "missing",
    DamagedHeaderError: "key_file_damaged",
    NewerVersionError: "newer",
    ForeignDeskError: "foreign",
    ReadOnlyPlaceError: "read_only",
}


def _look(folder: Path, keys: Keys | None, here: str, floor: KdfParameters) -> Findings:
    place = place_of(folder)
    path = folder / RECORDS
    if not path.exists():
        gone = MissingDeskError(folder, "records file" if folder.is_dir() else "desk")
        return Findings((_of(gone, "missing", "stop"), *_of_place(folder, place)), place)
    owner = lock.holding(folder, here)
    copies = marker.conflict_copies(path)
    aside = tuple(sorted(folder.glob(f"{RECORDS}-*.quarantine-*")))
    old = list(_of_old_copy(folder))
    found = [*_of_place(folder, place), *_of_key_file(folder, floor), *_of_lock(owner), *old]
    found += _of_folder(path, copies, aside)
    if keys is not None:
        of_records = _of_records(path, keys, opened=owner is not None and owner[1] == "open")
        found += [each for each in of_records if not old or each.id != "unmarked"]  # no backup has such a note
    found.sort(key=lambda each: ("stop", "ask", "tell").index(each.weight))
    return Findings(tuple(found), place, owner, copies, aside)


def _of_place(folder: Path, place: Place) -> Iterator[Finding]:
    if place.network:
        yield Finding(
            "network",
            "ask",
            f"The folder {folder} lies on a network drive.",
            "Records can be damaged there when the connection drops or two computers write at once.",
            "Keep the desk on this computer’s own drive, and put its backups on the network drive.",
        )
    if place.cloud:
        whose = place.cloud if place.cloud[:1].isupper() else "A cloud program"
        yield Finding(
            "cloud",
            "ask",
            f"{whose} copies the folder {folder} away from this computer.",
            "Such a program can put an older file back or make a second copy while you work; both are noticed here.",
            "Keep the desk in a folder that is not copied, and let the program copy the backups instead.",
        )


def _of_key_file(folder: Path, floor: KdfParameters) -> Iterator[Finding]:
    copies = vault_header.read_copies(folder, floor)
    if any(isinstance(copy, Header) for copy in copies):
        return
    if Unreadable.NEWER in copies:
        yield _of(NewerVersionError(), "newer", "stop")
    elif all(copy is Unreadable.MISSING for copy in copies):
        yield _of(MissingDeskError(folder, "key file"), "key_file_missing", "stop")
    else:
        yield _of(DamagedHeaderError(), "key_file_damaged", "stop")


def _of_lock(owner: tuple[Owner, Holding] | None) -> Iterator[Finding]:
    if owner is None:
        return
    who, state = owner
    if state == "left behind":
        yield Finding(
            "left_behind",
            "tell",
            "The last session on this computer did not end in the usual way.",
            "What had been saved is there.",
            "Open the desk as usual; it is checked and put in order by itself.",
        )
        return
    elsewhere = state == "elsewhere"
    yield of_trouble(DeskLockedError(who.who, who.where, who.since, elsewhere=elsewhere))


def _of_old_copy(folder: Path) -> Iterator[Finding]:
    old = desk_kinds.old_copy(folder)
    if old is None:
        return
    day = in_words(old.on) if old.on is not None else ""
    yield Finding(
        "old_copy",
        "ask",
        f"This is a backup{f' of {day}' if day else ''}, not the desk you work in."
        if old.kind == "backup"
        else f"This is the desk as it was before a restore{f' on {day}' if day else ''}, not the one you work in.",
        "What is in it stays as it is.",
        "Look only, or restore it: then these records come back as the desk, and the desk of now is kept beside it.",
    )


def _of_folder(path: Path, copies: tuple[Path, ...], aside: tuple[Path, ...]) -> Iterator[Finding]:
    folder = path.parent
    if not (os.access(folder, os.W_OK) and os.access(path, os.W_OK)):
        yield _of(ReadOnlyPlaceError(folder), "read_only", "stop")
    if copies:
        names = ", ".join(copy.name for copy in copies)
        yield Finding(
            "conflict_copies",
            "tell",
            f"A sync program has made {_count(len(copies), 'other copy', 'other copies')} of the records: {names}.",
            "This desk goes on with its own file, and the copies are left as they are.",
            "Ask whoever else opened the desk whether anything is missing here; then move the copies elsewhere.",
        )
    if aside:
        files = _count(len(aside), "file", "files")
        yield Finding(
            "set_aside",
            "tell",
            f"{files.capitalize()} that would have taken the records back to an earlier state "
            f"{'was' if len(aside) == 1 else 'were'} put aside here.",
            "The records are the newer ones.",
            "Keep the folder out of sync programs. When nothing is missing, files with “quarantine” in their name"
            " can be deleted.",
        )
    room, needed = free_space(folder), 3 * path.stat().st_size
    if room < max(SCARCE, needed):
        yield Finding(
            "little_room",
            "tell",
            f"Only {room // 1_000_000:,} MB are free on the drive of this desk.",
            "What is saved stays safe even on a full drive.",
            "Make room before the next backup: empty the recycle bin or move old backups to another drive.",
        )


def _of_records(path: Path, keys: Keys, *, opened: bool) -> Iterator[Finding]:
    try:
        weighed = marker.weigh(path, keys, generation_of, writable=False)  # looking leaves no index of a log behind
        stale = bool(weighed.stale)
        db = (connection.connect_copy if stale else connection.connect_unwritable)(path, keys)
        try:
            with connection.telling_troubles():
                require_fit(db, weighed.marker)
        finally:
            db.close()
    except TroubleError as trouble:
        yield of_trouble(trouble)
        return
    if weighed.generation is None:
        yield of_trouble(DamagedDeskError())
    if stale and not opened:
        yield Finding(
            "stale_log",
            "tell",
            "A file from an earlier session lies beside the records, and would have taken them back to that time.",
            "The newer records are there; the file is put aside when the desk is opened.",
            "Keep the desk out of folders that a sync program copies: such a program has put the file back.",
        )
    if weighed.marker is None:
        yield Finding(
            "unmarked",
            "tell",
            "The note of how far your work had got is not in this folder, as after restoring a backup or copying.",
            "The records can be read.",
            "Look whether what you entered last is there; if it is not, this may be an older copy.",
        )
    elif not opened and (not weighed.marker.clean or weighed.size_differs):
        yield Finding(
            "not_closed",
            "tell",
            "The desk was not closed in the usual way last time, or its file was changed since.",
            "What had been saved is there.",
            "Open it as usual, and let it be checked (verify).",
        )


def _of(trouble: TroubleError, finding: str, weight: Weight) -> Finding:
    return Finding(finding, weight, trouble.happened, trouble.safe, trouble.do)


def _count(number: int, one: str, many: str) -> str:
    return f"one {one}" if number == 1 else f"{number} {many}"
